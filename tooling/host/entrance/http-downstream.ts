import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Downstream } from "../stream/filter-chain.js";
import { HeaderMap } from "../http/header-map.js";
import { flushHeaders, hasNoBody, isBodiless, removeHopByHop, setHeaders } from "../http/node-message.js";

/** Statuses that Envoy has no words for, though Node does. */
const UNNAMED_STATUSES = new Set([418, 451, 509]);

/** The client's side of an exchange over HTTP/1.1. */
export class HttpDownstream implements Downstream {
  /** Hears that the client takes no more of the response for now (true), or does again. */
  onBackPressure: (isHeld: boolean) => void = () => {};
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
    response.on("drain", () => this.onBackPressure(false));
  }

  headers(headers: HeaderMap, isLast: boolean): void {
    this.#orBreak(() => {
      this.#sendHead(headers, isLast);
      if (isLast) this.#response.end();
    });
  }

  data(chunk: Buffer, isLast: boolean): void {
    this.#orBreak(() => {
      if (chunk.length > 0 && !this.#response.write(chunk)) this.onBackPressure(true);
      if (isLast) this.#response.end();
    });
  }

  trailers(trailers: HeaderMap): void {
    this.#orBreak(() => {
      this.#response.addTrailers(trailers.fields);
      this.#response.end();
    });
  }

  reset(): void {
    this.#request.socket.destroy();
  }

  holdRequest(isHeld: boolean): void {
    if (isHeld) this.#request.pause();
    else this.#request.resume();
  }

  #sendHead(headers: HeaderMap, isLast: boolean): void {
    const request = this.#request;
    const response = this.#response;
    const status = Number(headers.get(":status"));
    removeHopByHop(headers);
    if (!headers.has("date")) headers.set("date", new Date().toUTCString());
    headers.replace("server", "envoy");
    // An HTTP/1 connection whose request has not been read to its end serves no other one.
    if (!isBodiless(request) && !request.complete) response.shouldKeepAlive = false;
    // Behind the answer that opens a tunnel there is no HTTP that could be closed.
    const isTunnel = request.method === "CONNECT" && status === 200;
    if (!response.shouldKeepAlive && !isTunnel) headers.set("connection", "close");
    // What follows is the codec's: access logs do not see it.
    const sent = new HeaderMap("response", headers);
    if (!sent.has("content-length") && !hasNoBody(request.method, status)) {
      if (isLast) sent.set("content-length", "0");
      else if (request.httpVersion === "1.1") sent.set("transfer-encoding", "chunked");
    }
    // Node takes trailers on chunked messages only.
    if (!sent.has("transfer-encoding")) sent.remove("trailer");
    setHeaders(response, sent);
    response.writeHead(status, reasonOf(status));
    if (!isLast) flushHeaders(response);
  }

  /** A plugin may ask for what HTTP/1.1 cannot carry (a status of 7, a line break in a value): there is no sound answer then. */
  #orBreak(send: () => void): void {
    const { socket } = this.#request;
    if (socket.destroyed) return;
    try {
      send();
    } catch {
      socket.destroy();
    }
  }
}

/** Envoy's reason phrase. */
function reasonOf(status: number): string {
  return (UNNAMED_STATUSES.has(status) ? undefined : STATUS_CODES[status]) ?? "Unknown";
}
