import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
} from "node:http2";
import { HeaderMap } from "../http/header-map.js";
import { pairsOf } from "../http/node-message.js";
import type { UpstreamFailure } from "../http/upstream-failure.js";
import type { StreamInfo } from "../properties/stream-info.js";
import { unsentRequest, type Upstream, type UpstreamRequest, type UpstreamResponse } from "./upstream.js";

const { NGHTTP2_FLAG_END_STREAM, NGHTTP2_INTERNAL_ERROR } = constants;
const RESET_REASONS: ReadonlyMap<number | undefined, UpstreamFailure> = new Map([
  [constants.NGHTTP2_PROTOCOL_ERROR, "protocol error"],
  [constants.NGHTTP2_REFUSED_STREAM, "remote refused stream reset"],
]);

/** The connection, and whether it has been made: what failed before is another failure than what broke later. */
interface Connection {
  readonly session: ClientHttp2Session;
  isMade: boolean;
}

/** A real upstream over HTTP/2 on one connection: in cleartext with prior knowledge (`grpc:`), or on TLS (`grpcs:`). */
export class Http2Upstream implements Upstream {
  readonly #origin: string;
  #connection: Connection | null = null;

  /** @param origin `grpc://HOST:PORT` or `grpcs://HOST:PORT` */
  constructor(origin: string) {
    this.#origin = origin.replace(/^grpc/, "http");
  }

  get isReady(): boolean {
    const connection = this.#connection;
    return connection !== null && connection.isMade && !connection.session.closed && !connection.session.destroyed;
  }

  connect(
    headers: HeaderMap,
    endStream: boolean,
    response: UpstreamResponse,
    info: StreamInfo | null = null,
  ): UpstreamRequest {
    const connection = this.#connect();
    try {
      const stream = connection.session.request(toFields(headers), { endStream, waitForTrailers: !endStream });
      return new Http2Request(stream, connection, endStream, response, info);
    } catch {
      // Node refuses to send what would break the message: `connection`, a `te` other than trailers, control characters.
      return unsentRequest(() => response.onFailure("protocol error"));
    }
  }

  close(): void {
    this.#connection?.session.destroy();
  }

  #connect(): Connection {
    const present = this.#connection;
    if (present !== null && !present.session.closed && !present.session.destroyed) return present;
    const session = connect(this.#origin);
    const connection: Connection = { session, isMade: false };
    session.on("connect", () => (connection.isMade = true));
    // Each stream hears of it by its own end.
    session.on("error", () => {});
    session.unref();
    this.#connection = connection;
    return connection;
  }
}

/** Headers as Node's events have them; the lines as they came are there too, though the types do not say so. */
type Received = [headers: object, flags: number, raw?: readonly string[]];

class Http2Request implements UpstreamRequest {
  readonly #stream: ClientHttp2Stream;
  readonly #response: UpstreamResponse;
  #trailers: HeaderMap | null = null;
  #receivedTrailers: HeaderMap | null = null;
  #isRequestOver: boolean;
  #isOver = false;

  constructor(
    stream: ClientHttp2Stream,
    connection: Connection,
    endStream: boolean,
    response: UpstreamResponse,
    info: StreamInfo | null,
  ) {
    const openedAt = performance.now();
    this.#stream = stream;
    this.#response = response;
    this.#isRequestOver = endStream;
    stream.on("ready", () => {
      const { localAddress = "", localPort = 0, remoteAddress, remotePort } = connection.session.socket;
      if (info !== null && remoteAddress !== undefined && remotePort !== undefined) {
        info.upstream = { address: remoteAddress, port: remotePort };
        info.upstreamLocal = { address: localAddress, port: localPort };
      }
    });
    stream.on("response", (...[received, flags, raw]: Received) =>
      this.#receive(headersOf("response", received, raw), flags, performance.now() - openedAt),
    );
    stream.on("trailers", (...[received, , raw]: Received) => {
      this.#receivedTrailers = headersOf("responseTrailers", received, raw);
    });
    stream.on("wantTrailers", () => this.#sendTrailers());
    stream.on("drain", () => response.onBackPressure(false));
    stream.on("error", () => {});
    stream.on("close", () => this.#fail(failureOf(stream, connection)));
  }

  data(chunk: Buffer, endStream: boolean): void {
    if (this.#isRequestOver || this.#stream.destroyed) return;
    this.#isRequestOver = endStream;
    if (chunk.length > 0 && !this.#stream.write(chunk)) this.#response.onBackPressure(true);
    if (endStream) this.#stream.end();
  }

  trailers(trailers: HeaderMap): void {
    this.#trailers = trailers;
    this.data(Buffer.alloc(0), true);
  }

  reset(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stream.close(NGHTTP2_INTERNAL_ERROR);
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.#stream.pause();
    else this.#stream.resume();
  }

  #receive(headers: HeaderMap, flags: number, elapsedMs: number): void {
    if (this.#isOver) return;
    if (this.#isRequestOver) headers.set("x-envoy-upstream-service-time", String(Math.round(elapsedMs)));
    const endStream = (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
    if (endStream) this.#finish();
    else {
      this.#stream.on("data", (chunk: Buffer) => {
        if (!this.#isOver) this.#response.onData(chunk, false);
      });
      this.#stream.on("end", () => this.#end());
    }
    this.#response.onHeaders(headers, endStream);
  }

  #end(): void {
    // A stream that was reset ends like one that is whole.
    if (this.#isOver || this.#stream.aborted || this.#stream.rstCode !== 0) return;
    this.#finish();
    if (this.#receivedTrailers === null) this.#response.onData(Buffer.alloc(0), true);
    else this.#response.onTrailers(this.#receivedTrailers);
  }

  /** The upstream has said all: a request that is not at its end is broken off. */
  #finish(): void {
    if (!this.#isRequestOver) return this.reset();
    this.#isOver = true;
  }

  #sendTrailers(): void {
    try {
      this.#stream.sendTrailers(this.#trailers === null ? {} : toFields(this.#trailers));
    } catch {
      this.#stream.close(NGHTTP2_INTERNAL_ERROR);
      this.#fail("protocol error");
    }
  }

  #fail(failure: UpstreamFailure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#response.onFailure(failure);
  }
}

function failureOf(stream: ClientHttp2Stream, { session, isMade }: Connection): UpstreamFailure {
  if (!isMade) return "remote connection failure";
  if (session.destroyed) return "connection termination";
  return RESET_REASONS.get(stream.rstCode) ?? "remote reset";
}

/** Node takes the values of a name together; HTTP/2 has no header names in upper case. */
function toFields(headers: HeaderMap): OutgoingHttpHeaders {
  const fields: OutgoingHttpHeaders = {};
  for (const [name, lines] of headers.lines) fields[name] = lines.length === 1 ? lines[0] : lines;
  return fields;
}

function headersOf(kind: "response" | "responseTrailers", received: object, raw: readonly string[] = []): HeaderMap {
  if (raw.length > 0) return new HeaderMap(kind, pairsOf(raw));
  return new HeaderMap(
    kind,
    Object.entries(received).map(([name, value]) => [name, String(value)]),
  );
}
