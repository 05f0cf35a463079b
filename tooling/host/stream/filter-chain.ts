import type { HeaderMap } from "../http/header-map.js";
import type { IdleTimer, IdleTimers } from "./idle-timers.js";
import type { HttpContext, HttpStream } from "../vm/http-context.js";
import {
  brokenRequestReply,
  brokenResponseReply,
  hostReply,
  type LocalReply,
  renderLocalReply,
  upstreamFailureReply,
  upstreamResetDetails,
} from "../http/local-reply.js";
import { Pipeline, type PipelineEvents, type PipelineSink } from "../pipeline/pipeline.js";
import type { Clock } from "../clock.js";
import type { RootContext } from "../vm/root-context.js";
import { ResponseFlag, type StreamInfo } from "../properties/stream-info.js";
import type { UpstreamFailure } from "../http/upstream-failure.js";
import type { UpstreamRequest, UpstreamResponse } from "../upstream/upstream.js";

const FAILURE_FLAGS: Readonly<Record<UpstreamFailure, number>> = {
  "remote connection failure": ResponseFlag.UpstreamConnectionFailure,
  "connection termination": ResponseFlag.UpstreamConnectionTermination,
  "remote reset": ResponseFlag.UpstreamRemoteReset,
  "remote refused stream reset": ResponseFlag.UpstreamRemoteReset,
  "protocol error": ResponseFlag.UpstreamProtocolError,
};

/** The client's side of a stream. */
export interface Downstream extends PipelineSink {
  /** Breaks the exchange: the response cannot be finished. */
  reset(): void;
  /** Stops or resumes the reading of the request's body. */
  holdRequest(isHeld: boolean): void;
}

export interface FilterChainOptions {
  /** The contexts of the stream, first plugin first. */
  readonly contexts: readonly HttpContext[];
  /** The root contexts of the access loggers. */
  readonly loggers: readonly RootContext[];
  readonly info: StreamInfo;
  readonly downstream: Downstream;
  /** Opens the exchange with the upstream when the request headers have passed all plugins. */
  readonly connect: (headers: HeaderMap, endStream: boolean, response: UpstreamResponse) => UpstreamRequest;
  readonly bufferLimitBytes: number;
  /** Where the stream's own starts. */
  readonly idleTimers: IdleTimers;
  readonly clock: Clock;
}

/**
 * One HTTP stream through a chain of plugins: the request visits them first to last, the response last to first. It follows
 * Envoy's filter manager: see {@link Pipeline} for the iteration, {@link sendLocalReply} for local replies.
 */
export class FilterChain implements HttpStream, UpstreamResponse {
  readonly info: StreamInfo;
  readonly request: Pipeline;
  readonly response: Pipeline;
  readonly #options: FilterChainOptions;
  readonly #startedAt: bigint;
  readonly #idle: IdleTimer;
  #connectedAt = 0n;
  #upstream: UpstreamRequest | null = null;
  #preparedReply: LocalReply | null = null;
  #hasResponseStarted = false;
  #isFinished = false;

  constructor(options: FilterChainOptions) {
    this.#options = options;
    this.info = options.info;
    this.#startedAt = options.clock.monotonic();
    const { contexts, bufferLimitBytes } = options;
    this.#idle = options.idleTimers.start(() => this.#onIdle());
    const requestFilters = contexts.map((context) => context.request);
    const responseFilters = contexts.map((context) => context.response).reverse();
    this.request = new Pipeline(requestFilters, this.#toUpstream(), bufferLimitBytes, this.#requestEvents());
    this.response = new Pipeline(responseFilters, this.#toDownstream(), bufferLimitBytes, this.#responseEvents());
    for (const context of contexts) context.attach(this);
    this.request.stages.forEach((stage, index) => requestFilters[index]?.attach(this.request, stage));
    this.response.stages.forEach((stage, index) => responseFilters[index]?.attach(this.response, stage));
  }

  get requestHeaders(): HeaderMap | null {
    return this.request.headers;
  }

  get responseHeaders(): HeaderMap | null {
    return this.response.headers;
  }

  get responseTrailers(): HeaderMap | null {
    return this.response.trailers;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /**
   * Answers in the place of the upstream. Before a response has begun the reply runs through the response callbacks of all
   * plugins, the sender included; while one is on its way it goes straight to the client; after its headers have been sent
   * the stream is reset. Within a callback it waits until that has returned.
   */
  sendLocalReply(reply: LocalReply): void {
    if (this.#isFinished) return;
    if (this.request.frame !== null) this.request.isAborted = true;
    else if (this.response.frame !== null) this.response.isAborted = true;
    this.info.responseCodeDetails = reply.details;
    if (!this.#hasResponseStarted) this.info.responseCode = reply.status;
    if (this.response.headers !== null) {
      if (this.#hasResponseStarted) this.reset(reply.details);
      else this.#replyDirectly(reply);
    } else if (this.request.frame !== null || this.response.frame !== null) this.#preparedReply ??= reply;
    else this.#reply(reply);
  }

  /** Answers a request that no plugin is to see; they only log it. @param headers what access logs see of it */
  refuse(headers: HeaderMap, reply: LocalReply): void {
    this.request.headers = headers;
    this.request.isAborted = true;
    this.sendLocalReply(reply);
  }

  /** Breaks the stream off, on both sides. */
  reset(details: string): void {
    if (this.#isFinished) return;
    this.info.responseCodeDetails ??= details;
    this.#options.downstream.reset();
    this.finish();
  }

  /** The client is gone. */
  abort(): void {
    if (this.#isFinished) return;
    this.info.responseCodeDetails = "downstream_remote_disconnect";
    this.#flag(ResponseFlag.DownstreamConnectionTermination);
    this.finish();
  }

  /** Ends the stream, once: every filter logs, then every access logger, then each filter is done and deleted. */
  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#idle.cancel();
    this.info.duration = this.#options.clock.monotonic() - this.#startedAt;
    this.#upstream?.reset();
    for (const context of this.#options.contexts) context.logStream(this);
    for (const logger of this.#options.loggers) logger.logStream(this);
    for (const context of this.#options.contexts) context.destroy();
  }

  onHeaders(headers: HeaderMap, endStream: boolean): void {
    if (this.#isFinished || this.response.headers !== null) return;
    this.info.responseCode = Number(headers.get(":status"));
    this.info.responseCodeDetails = "via_upstream";
    if (endStream) this.#noteLatency();
    this.response.receiveHeaders(headers, endStream);
  }

  onData(chunk: Buffer, endStream: boolean): void {
    if (endStream) this.#noteLatency();
    if (!this.#isFinished && this.response.canContinue) this.response.receiveData(chunk, endStream);
  }

  onTrailers(trailers: HeaderMap): void {
    this.#noteLatency();
    if (!this.#isFinished && this.response.canContinue) this.response.receiveTrailers(trailers);
  }

  onFailure(failure: UpstreamFailure): void {
    this.#flag(FAILURE_FLAGS[failure]);
    if (this.response.headers === null) return this.sendLocalReply(upstreamFailureReply(failure));
    this.info.responseCodeDetails = upstreamResetDetails(failure);
    this.reset(this.info.responseCodeDetails);
  }

  onBackPressure(isHigh: boolean): void {
    if (!this.#isFinished) this.#options.downstream.holdRequest(isHigh);
  }

  /** The client takes no more for now, or does again. */
  holdResponse(isHeld: boolean): void {
    this.#upstream?.hold(isHeld);
  }

  /** Envoy's `ActiveStream::onIdleTimeout`: whose turn it was decides over the status. */
  #onIdle(): void {
    this.#flag(ResponseFlag.StreamIdleTimeout);
    this.sendLocalReply(hostReply(this.request.hasEnded ? 504 : 408, "stream timeout", "stream_idle_timeout"));
  }

  #flag(flag: number): void {
    this.info.responseFlags |= flag;
  }

  #noteLatency(): void {
    if (this.#upstream !== null) this.info.backendLatency = this.#options.clock.monotonic() - this.#connectedAt;
  }

  #reply(reply: LocalReply): void {
    const { headers, body } = renderLocalReply(reply, this.request.headers);
    this.response.receiveHeaders(headers, body.length === 0);
    if (body.length > 0) this.response.receiveData(body, true);
  }

  #replyDirectly(reply: LocalReply): void {
    const { headers, body } = renderLocalReply(reply, this.request.headers);
    this.response.isAborted = true;
    this.response.headers = headers;
    this.response.sink.headers(headers, body.length === 0);
    if (body.length > 0) this.response.sink.data(body, true);
  }

  #toUpstream(): PipelineSink {
    return {
      headers: (headers, endStream) => {
        // A plugin that continues what is not stopped has the iteration run twice.
        if (this.#upstream !== null) return;
        this.#idle.note();
        const reply = brokenRequestReply(headers);
        if (reply !== null) {
          if (reply.status === 404) this.#flag(ResponseFlag.NoRouteFound);
          return this.sendLocalReply(reply);
        }
        this.info.upstreamRequestAttempts = 1;
        this.#connectedAt = this.#options.clock.monotonic();
        this.#upstream = this.#options.connect(headers, endStream, this);
      },
      data: (chunk, endStream) => {
        this.#upstream?.data(chunk, endStream);
      },
      trailers: (trailers) => this.#upstream?.trailers(trailers),
    };
  }

  #toDownstream(): PipelineSink {
    const { downstream } = this.#options;
    return {
      headers: (headers, endStream) => {
        if (this.#isFinished || this.#hasResponseStarted) return;
        this.#idle.note();
        const reply = brokenResponseReply(headers);
        if (reply !== null) {
          this.info.responseCodeDetails = reply.details;
          return this.#replyDirectly(reply);
        }
        this.#hasResponseStarted = true;
        this.info.responseCode = Number(headers.get(":status") ?? 0);
        downstream.headers(headers, endStream);
        if (endStream) this.finish();
      },
      data: (chunk, endStream) => {
        if (this.#isFinished) return;
        this.info.responseBytes += chunk.length;
        downstream.data(chunk, endStream);
        if (endStream) this.finish();
      },
      trailers: (trailers) => {
        if (this.#isFinished) return;
        downstream.trailers(trailers);
        this.finish();
      },
    };
  }

  #requestEvents(): PipelineEvents {
    return {
      isClosed: () => this.#isFinished,
      afterCallback: () => this.#afterCallback(),
      onReceive: (size) => {
        this.#idle.note();
        this.info.requestBytes += size;
      },
      onTooLarge: () => this.sendLocalReply(hostReply(413, "Payload Too Large", "request_payload_too_large")),
      onBackPressure: (isHigh) => this.#options.downstream.holdRequest(isHigh),
    };
  }

  #responseEvents(): PipelineEvents {
    return {
      isClosed: () => this.#isFinished,
      afterCallback: () => this.#afterCallback(),
      onReceive: () => this.#idle.note(),
      onTooLarge: () => this.sendLocalReply(hostReply(500, "Internal Server Error", "response_payload_too_large")),
      onBackPressure: (isHigh) => this.#upstream?.hold(isHigh),
    };
  }

  #afterCallback(): void {
    this.#idle.note();
    const reply = this.#preparedReply;
    this.#preparedReply = null;
    if (reply !== null) this.#reply(reply);
  }
}
