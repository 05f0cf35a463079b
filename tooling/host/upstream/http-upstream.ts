import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP, type Socket } from "node:net";
import { socketHost } from "../../socket-host.js";
import { HeaderMap } from "../http/header-map.js";
import {
  faultOfHeaders,
  flushHeaders,
  hasNoBody,
  forwardBody,
  isBodiless,
  pairsOf,
  setHeaders,
} from "../http/node-message.js";
import { RESPONSE_HEADER_BYTES_MAX } from "../http/limits.js";
import type { UpstreamFailure } from "../http/upstream-failure.js";
import type { StreamInfo } from "../properties/stream-info.js";
import { unsentRequest, type Upstream, type UpstreamRequest, type UpstreamResponse } from "./upstream.js";

/** Methods whose requests usually have no body: without one they need no `content-length: 0`. */
const METHODS_WITHOUT_LENGTH = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"]);

/** A real upstream over HTTP/1.1, byte for byte: raw paths, duplicate headers, bytes that are not UTF-8, trailers. */
export class HttpUpstream implements Upstream {
  readonly #origin: URL;
  readonly #agent: Agent;

  constructor(origin: string) {
    this.#origin = new URL(origin);
    this.#agent = new (this.#isTls ? HttpsAgent : Agent)({ keepAlive: true });
  }

  get isReady(): boolean {
    return Object.values(this.#agent.freeSockets).some((sockets) => (sockets?.length ?? 0) > 0);
  }

  connect(
    headers: HeaderMap,
    endStream: boolean,
    response: UpstreamResponse,
    info: StreamInfo | null = null,
  ): UpstreamRequest {
    const address = socketHost(this.#origin);
    if (info !== null && isIP(address) !== 0) info.upstream = { address, port: this.#port };
    let request: ClientRequest;
    try {
      request = this.#open(headers, endStream);
    } catch {
      // Node refuses to send what would break the message: a name that is no token.
      return unsentRequest(() => response.onFailure("remote reset"));
    }
    return new HttpUpstreamRequest(request, endStream, response, info);
  }

  close(): void {
    this.#agent.destroy();
  }

  get #port(): number {
    return Number(this.#origin.port) || (this.#isTls ? 443 : 80);
  }

  get #isTls(): boolean {
    return this.#origin.protocol === "https:";
  }

  #open(headers: HeaderMap, endStream: boolean): ClientRequest {
    const method = headers.get(":method") ?? "GET";
    const request = (this.#isTls ? httpsRequest : httpRequest)({
      host: socketHost(this.#origin),
      port: this.#origin.port,
      agent: this.#agent,
      setHost: false,
      maxHeaderSize: RESPONSE_HEADER_BYTES_MAX,
      // As the server reads requests: what Envoy refuses beside folded headers and bare line feeds, `isReadable` does.
      insecureHTTPParser: true,
    });
    // As an option Node puts a method in capitals and refuses a path with a blank; Envoy sends what a filter wrote.
    request.method = method;
    request.path = headers.get(":path") ?? "/";
    const forwarded = new HeaderMap("request", headers);
    forwarded.remove("transfer-encoding");
    if (!forwarded.has("content-length")) {
      if (!endStream) forwarded.set("transfer-encoding", "chunked");
      else if (!METHODS_WITHOUT_LENGTH.has(method)) forwarded.set("content-length", "0");
    }
    // Node takes it on chunked messages only.
    if (!forwarded.has("transfer-encoding")) forwarded.remove("trailer");
    try {
      setHeaders(request, forwarded);
    } catch (error) {
      request.on("error", () => {}).destroy();
      throw error;
    }
    return request;
  }
}

class HttpUpstreamRequest implements UpstreamRequest {
  readonly #request: ClientRequest;
  readonly #response: UpstreamResponse;
  readonly #openedAt = performance.now();
  #incoming: IncomingMessage | null = null;
  /** What the connection had brought before this exchange. */
  #bytesBefore = 0;
  #isOver = false;

  constructor(request: ClientRequest, endStream: boolean, response: UpstreamResponse, info: StreamInfo | null) {
    this.#request = request;
    this.#response = response;
    request.on("response", (incoming) => this.#receive(incoming));
    // This host switches no protocols: a 101 is a response without a body, as on Envoy where nobody asked for it.
    request.on("upgrade", (incoming, socket) => {
      this.#receive(incoming);
      socket.destroy();
    });
    request.on("drain", () => response.onBackPressure(false));
    request.on("error", (error: NodeJS.ErrnoException) => {
      // Bytes behind the end of the response concern nobody.
      if (this.#incoming?.complete === true) return;
      // What Node's parser does not read is no HTTP.
      if (error.code?.startsWith("HPE_") === true) return this.#fail("protocol error");
      const isBroken = error.code === "ECONNRESET" || error.code === "EPIPE";
      if (!isBroken && info !== null) {
        info.upstreamFailure = "delayed connect error: Connection refused";
        info.upstreamReadyDuration ??= nanosecondsSince(this.#openedAt);
      }
      this.#fail(isBroken ? this.#breakOf(request.socket) : "remote connection failure");
    });
    request.on("socket", (socket) => {
      this.#bytesBefore = socket.bytesRead;
      const note = (): void => {
        if (info !== null && socket.remoteAddress !== undefined && socket.remotePort !== undefined) {
          info.upstream = { address: socket.remoteAddress, port: socket.remotePort };
          info.upstreamReadyDuration = nanosecondsSince(this.#openedAt);
          info.upstreamLocal = { address: socket.localAddress ?? "", port: socket.localPort ?? 0 };
        }
      };
      if (socket.connecting) socket.once("connect", note);
      else note();
    });
    if (endStream) request.end();
    else flushHeaders(request);
  }

  data(chunk: Buffer, endStream: boolean): void {
    if (chunk.length > 0 && !this.#request.write(chunk)) this.#response.onBackPressure(true);
    if (endStream) this.#request.end();
  }

  trailers(trailers: HeaderMap): void {
    try {
      this.#request.addTrailers(trailers.fields);
      this.#request.end();
    } catch {
      // A plugin's trailer that HTTP/1.1 cannot carry.
      this.#request.destroy();
      this.#fail("connection termination");
    }
  }

  reset(): void {
    const isDone = this.#isOver && this.#request.writableEnded;
    this.#isOver = true;
    if (!isDone) this.#request.destroy();
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.#incoming?.pause();
    else this.#incoming?.resume();
  }

  #receive(incoming: IncomingMessage): void {
    this.#incoming = incoming;
    if (!isReadable(incoming)) {
      incoming.destroy();
      return this.#fail("protocol error");
    }
    const headers = new HeaderMap("response", [
      [":status", String(incoming.statusCode)],
      ...pairsOf(incoming.rawHeaders),
    ]);
    headers.remove("keep-alive");
    if (this.#request.writableEnded) {
      headers.set("x-envoy-upstream-service-time", String(Math.round(performance.now() - this.#openedAt)));
    }
    const status = incoming.statusCode ?? 0;
    const endStream =
      hasNoBody(this.#request.method, status) ||
      (isBodiless(incoming) && incoming.headers["content-length"] !== undefined);
    incoming.on("error", () => this.#fail(this.#breakOf(incoming.socket)));
    incoming.on("end", () => (this.#isOver = true));
    if (endStream) {
      this.#isOver = true;
      incoming.resume();
      this.#response.onHeaders(headers, true);
      return;
    }
    this.#response.onHeaders(headers, false);
    forwardBody(
      incoming,
      "responseTrailers",
      (chunk, isLast) => this.#response.onData(chunk, isLast),
      (trailers) => this.#response.onTrailers(trailers),
    );
  }

  /** A connection that ends, without an error, within a response has broken HTTP. */
  #breakOf(socket: Socket | null): UpstreamFailure {
    const isCut = socket !== null && socket.errored === null && socket.bytesRead > this.#bytesBefore;
    return isCut ? "protocol error" : "connection termination";
  }

  #fail(failure: UpstreamFailure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#response.onFailure(failure);
  }
}

/** What Envoy's codec takes of the head of a response. */
function isReadable({ rawHeaders, headers, statusCode }: IncomingMessage): boolean {
  const { "transfer-encoding": coding, "content-length": length } = headers;
  if (faultOfHeaders(rawHeaders) !== null) return false;
  if (coding !== undefined && (length !== undefined || coding.toLowerCase() !== "chunked")) return false;
  return statusCode !== 204 || (coding === undefined && (length === undefined || length === "0"));
}

function nanosecondsSince(startMs: number): bigint {
  return BigInt(Math.round((performance.now() - startMs) * 1e6));
}
