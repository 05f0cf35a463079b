import type { Clock } from "../clock.js";
import { encodeFrame, FrameDecoder } from "./grpc-frames.js";
import type { GrpcTarget } from "./grpc-target.js";
import { HeaderMap } from "../http/header-map.js";
import {
  grpcStatusOf,
  hostReply,
  type LocalReply,
  renderLocalReply,
  unsentRequestReply,
  upstreamFailureReply,
} from "../http/local-reply.js";
import type { Pair } from "../http/pairs.js";
import type { UpstreamFailure } from "../http/upstream-failure.js";
import { unsentRequest, type Upstream, type UpstreamRequest, type UpstreamResponse } from "../upstream/upstream.js";

/** What a guest asks for with `proxy_grpc_call` and `proxy_grpc_stream`, beside the service. */
export interface GrpcMethod {
  readonly service: string;
  readonly method: string;
  readonly metadata: readonly Pair[];
}

/** Who takes what comes on a stream: in this order, and `onClose` last, once, unless the stream is reset. */
export interface GrpcEvents {
  onInitialMetadata(metadata: HeaderMap): void;
  onMessage(message: Buffer): void;
  onTrailingMetadata(metadata: HeaderMap): void;
  /** @param text as `proxy_get_status` tells it: the stream's `grpc-message` and Envoy's details of the response */
  onClose(status: number, text: string): void;
}

const OK_HTTP = 200;
const UNKNOWN = 2;
const INTERNAL = 13;
const HIGHEST_STATUS = 16;
/** What Envoy makes of a `grpc-status` that is no status. */
const INVALID_STATUS = -1;
const NOTHING = new HeaderMap("responseTrailers");
const TIMEOUT = hostReply(504, "upstream request timeout", "response_timeout");

/** A call on its way, as the guest's side of it. */
export interface GrpcExchange {
  send(message: Buffer, endStream: boolean): void;
  /** Says that no message follows. */
  end(): void;
  /** Breaks the call off: no event comes any more. */
  reset(): void;
}

/** One gRPC call over HTTP/2 (or whatever the cluster speaks), as Envoy's own client makes it. */
export class GrpcStream implements GrpcExchange, UpstreamResponse {
  readonly #events: GrpcEvents;
  readonly #decoder: FrameDecoder;
  readonly #request: UpstreamRequest;
  readonly #headers: HeaderMap;
  #cancelTimeout = (): void => {};
  /** Where what came came from, in Envoy's words. */
  #details = "via_upstream";
  #hasHeaders = false;
  #isOver = false;

  /**
   * Where a connection is there already, headers that Envoy does not write end the call before this returns.
   *
   * @param timeoutMs null for a stream; 0 is no timeout, of which the server is told all the same
   */
  constructor(
    upstream: Upstream,
    target: GrpcTarget,
    method: GrpcMethod,
    timeoutMs: number | null,
    clock: Clock,
    events: GrpcEvents,
  ) {
    this.#events = events;
    this.#decoder = new FrameDecoder(target.maximumMessageBytes);
    this.#headers = requestHeaders(target, method, timeoutMs);
    const refusal = unsentRequestReply(this.#headers);
    if (refusal !== null) {
      this.#request = unsentRequest(() => this.#reply(refusal));
      if (upstream.isReady) this.#reply(refusal);
      return;
    }
    this.#request = upstream.connect(this.#headers, false, this);
    if (timeoutMs !== null && timeoutMs > 0) this.#cancelTimeout = clock.schedule(timeoutMs, () => this.#timeOut());
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  send(message: Buffer, endStream: boolean): void {
    if (!this.#isOver) this.#request.data(encodeFrame(message), endStream);
  }

  end(): void {
    if (!this.#isOver) this.#request.data(Buffer.alloc(0), true);
  }

  reset(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTimeout();
    this.#request.reset();
  }

  onHeaders(headers: HeaderMap, endStream: boolean): void {
    if (this.#isOver) return;
    this.#hasHeaders = true;
    const status = Number(headers.get(":status"));
    const isRefused = status !== OK_HTTP;
    this.#events.onInitialMetadata(endStream || isRefused ? NOTHING : headers);
    if (isRefused && !(endStream && headers.has("grpc-status"))) this.#fail(grpcStatusOf(status));
    else if (endStream) this.onTrailers(headers);
  }

  onData(chunk: Buffer, endStream: boolean): void {
    const { messages, failure } = this.#decoder.push(chunk);
    for (const message of messages) {
      if (this.#isOver) return;
      this.#events.onMessage(message);
    }
    if (failure !== null) this.#fail(failure);
    else if (endStream) this.#fail(UNKNOWN);
  }

  onTrailers(trailers: HeaderMap): void {
    if (this.#isOver) return;
    this.#events.onTrailingMetadata(trailers);
    this.#close(statusOf(trailers), trailers.get("grpc-message") ?? "");
  }

  onFailure(failure: UpstreamFailure): void {
    if (this.#hasHeaders) {
      this.#details = `upstream_reset_after_response_started{${failure.replaceAll(" ", "_")}}`;
      this.#fail(INTERNAL);
    } else this.#reply(upstreamFailureReply(failure));
  }

  onBackPressure(): void {}

  #timeOut(): void {
    if (!this.#hasHeaders) return this.#reply(TIMEOUT);
    this.#details = TIMEOUT.details;
    this.#fail(INTERNAL);
  }

  /** Envoy's router answers in the place of a server that did not. */
  #reply(reply: LocalReply): void {
    const { headers, body } = renderLocalReply(reply, this.#headers);
    this.#details = reply.details;
    this.onHeaders(headers, body.length === 0);
  }

  #fail(status: number): void {
    if (!this.#isOver) this.#events.onTrailingMetadata(NOTHING);
    this.#close(status, "");
  }

  #close(status: number, message: string): void {
    if (this.#isOver) return;
    this.reset();
    this.#events.onClose(status, message === "" ? this.#details : `${message}{${this.#details}}`);
  }
}

/** Envoy's other client (`google_grpc`): without credentials and a server that it finds, its calls fail in this way. */
export function googleStream(events: GrpcEvents): GrpcExchange {
  let isOver = false;
  setImmediate(() => {
    if (!isOver) events.onTrailingMetadata(NOTHING);
    if (!isOver) events.onClose(INTERNAL, "");
  });
  return { send() {}, end() {}, reset: () => void (isOver = true) };
}

/** The same events for a call of one message each way: the last message when all went well, else the failure. */
export function unaryEvents(
  onSuccess: (message: Buffer) => void,
  onFailure: (status: number, text: string) => void,
): GrpcEvents {
  let last: Buffer | null = null;
  return {
    onInitialMetadata() {},
    onMessage: (message) => void (last = message),
    onTrailingMetadata() {},
    onClose(status, text) {
      if (status !== 0) onFailure(status, text);
      else if (last === null) onFailure(INTERNAL, "");
      else onSuccess(last);
    },
  };
}

function statusOf(headers: HeaderMap): number {
  const text = headers.get("grpc-status");
  if (text === null || text === "") return UNKNOWN;
  // As absl::SimpleAtoi reads a number: blanks around it, and a sign, are part of one.
  return /^\s*\+?\d{1,9}\s*$/.test(text) && Number(text) <= HIGHEST_STATUS ? Number(text) : INVALID_STATUS;
}

function requestHeaders(target: GrpcTarget, { service, method, metadata }: GrpcMethod, timeoutMs: number | null) {
  return new HeaderMap("request", [
    [":method", "POST"],
    [":path", `/${service}/${method}`],
    [":authority", target.authority === "" ? target.cluster : target.authority],
    [":scheme", "http"],
    ["te", "trailers"],
    ...(timeoutMs === null ? [] : ([["grpc-timeout", formatTimeout(timeoutMs)]] satisfies Pair[])),
    ["content-type", "application/grpc"],
    ...target.metadata.map(encodeBinary),
    ...metadata.map(encodeBinary),
    ...(target.skipEnvoyHeaders ? [] : ([["x-envoy-internal", "true"]] satisfies Pair[])),
    ...(timeoutMs ? ([["x-envoy-expected-rq-timeout-ms", String(timeoutMs)]] satisfies Pair[]) : []),
  ]);
}

/** gRPC over HTTP/2, "Timeout": at most eight digits and a unit. */
function formatTimeout(timeoutMs: number): string {
  return timeoutMs < 100_000_000 ? `${timeoutMs}m` : `${Math.floor(timeoutMs / 1000)}S`;
}

/** Envoy encodes what a guest sends under a name in `-bin`, and leaves what it receives encoded. */
function encodeBinary([name, value]: Pair): Pair {
  return name.toLowerCase().endsWith("-bin") ? [name, Buffer.from(value, "latin1").toString("base64")] : [name, value];
}
