import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { TIMEOUTS, type Transport, type TransportRequest, type TransportResponse } from "./transport.js";

/** Sends requests to the host itself. Node's own client: nothing has to be loaded for it. */
export class DirectTransport implements Transport {
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });
  readonly #timeouts: typeof TIMEOUTS;

  constructor(timeouts: typeof TIMEOUTS = TIMEOUTS) {
    this.#timeouts = timeouts;
  }

  async send(url: URL, { method, headers, body, signal }: TransportRequest): Promise<TransportResponse> {
    const { connectMs, answerMs } = this.#timeouts;
    const isTls = url.protocol === "https:";
    // Credentials in an address that a registry named are not shown to anyone.
    const options = { method, headers, auth: null, timeout: answerMs, signal };
    const request = isTls
      ? httpsRequest(url, { ...options, agent: this.#https })
      : httpRequest(url, { ...options, agent: this.#http });
    limitConnecting(request, isTls ? "secureConnect" : "connect", connectMs);
    request.end(body);
    const response = await answerOf(request);
    return { status: response.statusCode ?? 0, headers: response.headersDistinct, body: response };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#http.destroy();
    this.#https.destroy();
    return Promise.resolve();
  }
}

function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let response: IncomingMessage | null = null;
    request.on("timeout", () => (response ?? request).destroy(timeout("ERR_ANSWER_TIMEOUT")));
    // An answer may come before the request has been taken whole, and its failure after it.
    request.on("error", reject);
    request.once("response", (message) => resolve((response = message)));
  });
}

function limitConnecting(request: ClientRequest, connected: "connect" | "secureConnect", limitMs: number): void {
  const timer = setTimeout(() => request.destroy(timeout("ERR_CONNECT_TIMEOUT")), limitMs);
  const clear = (): void => clearTimeout(timer);
  request.once("close", clear);
  request.once("socket", (socket) => {
    if (request.reusedSocket) clear();
    else socket.once(connected, clear);
  });
}

function timeout(code: "ERR_ANSWER_TIMEOUT" | "ERR_CONNECT_TIMEOUT"): Error {
  return Object.assign(new Error("it takes too long"), { code });
}
