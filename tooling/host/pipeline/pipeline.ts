import { type DataAction, type HeadersAction, type StreamAction } from "../../../assembly/shared/abi.js";
import { ByteBuffer } from "../http/byte-buffer.js";
import { HeaderMap } from "../http/header-map.js";
import { PipelineStage } from "./pipeline-stage.js";

/** One filter's side in one direction of a stream. */
export interface PipelineFilter {
  onHeaders(headers: HeaderMap, endStream: boolean): HeadersAction;
  onData(data: ByteBuffer, endStream: boolean): DataAction;
  onTrailers(trailers: HeaderMap): StreamAction;
}

/** Where a direction ends: the upstream for requests, the client for responses. */
export interface PipelineSink {
  headers(headers: HeaderMap, endStream: boolean): void;
  data(chunk: Buffer, endStream: boolean): void;
  trailers(trailers: HeaderMap): void;
}

/** What a direction asks of its stream. */
export interface PipelineEvents {
  /** Whether the stream is over, so that nothing must go on. */
  isClosed(): boolean;
  /** Bytes of a body arrived at the entrance. */
  onReceive(size: number): void;
  /** Runs after each filter callback. */
  afterCallback(): void;
  /** What was buffered passed the limit while a filter asked for all of it (413 or 500). */
  onTooLarge(): void;
  /** What is buffered passed the limit (true: the sender must wait) or fell back under half of it. */
  onBackPressure(isHigh: boolean): void;
}

type Frame = "headers" | "data" | "trailers";

/**
 * One direction of a stream through its filters, as Envoy's filter manager iterates them: a filter may stop the iteration
 * after headers, data or trailers, what comes meanwhile is buffered, and the iteration goes on where it stopped.
 *
 * Source: Envoy `http/filter_manager.cc`, whose decode and encode halves differ in nothing that concerns plugins.
 */
export class Pipeline {
  readonly stages: readonly PipelineStage[];
  readonly sink: PipelineSink;
  headers: HeaderMap | null = null;
  trailers: HeaderMap | null = null;
  /** What stopped filters wait with; stays, empty, once there was something. */
  buffered: ByteBuffer | null = null;
  /** Whether the end of the stream has been seen at the entrance. */
  hasEnded = false;
  /** Whether a local reply took over: filters see nothing more of this direction. */
  isAborted = false;
  /** The kind of callback that runs now, or null. */
  frame: Frame | null = null;
  /** Whether what is buffered may flow on when the filter likes: then the limit holds the sender instead of failing. */
  isStreaming = false;
  readonly #events: PipelineEvents;
  readonly #limitBytes: number;

  /** @param filters in the order this direction visits them */
  constructor(filters: readonly PipelineFilter[], sink: PipelineSink, limitBytes: number, events: PipelineEvents) {
    this.stages = filters.map((filter, index) => new PipelineStage(this, filter, index));
    this.sink = sink;
    this.#limitBytes = limitBytes;
    this.#events = events;
  }

  get canContinue(): boolean {
    return !this.isAborted && !this.#events.isClosed();
  }

  receiveHeaders(headers: HeaderMap, endStream: boolean): void {
    this.headers = headers;
    this.hasEnded = endStream;
    this.iterateHeaders(0, endStream);
  }

  receiveData(chunk: Buffer, endStream: boolean): void {
    this.#events.onReceive(chunk.length);
    this.hasEnded ||= endStream;
    this.iterateData(0, new ByteBuffer(chunk), endStream);
  }

  receiveTrailers(trailers: HeaderMap): void {
    this.hasEnded = true;
    this.trailers = trailers;
    this.iterateTrailers(0);
  }

  iterateHeaders(from: number, endStream: boolean): void {
    const headers = this.headers as HeaderMap;
    for (let index = from; index < this.stages.length; index += 1) {
      const stage = this.stages[index] as PipelineStage;
      stage.endStream = endStream;
      const action = this.#callback("headers", () => stage.filter.onHeaders(headers, endStream));
      const goesOn = stage.afterHeaders(action);
      this.#events.afterCallback();
      if (!goesOn || !this.canContinue) return;
    }
    this.sink.headers(headers, endStream);
  }

  iterateData(from: number, data: ByteBuffer, endStream: boolean): void {
    if (!this.canContinue) return;
    const hadTrailers = this.trailers !== null;
    let trailersAddedAt: number | null = null;
    for (let index = from; index < this.stages.length; index += 1) {
      const stage = this.stages[index] as PipelineStage;
      if (stage.holdsData(data) || stage.endStream) return;
      const isLast = endStream && this.trailers === null;
      stage.endStream = isLast;
      const action = this.#callback("data", () => stage.filter.onData(data, isLast));
      if (!hadTrailers && this.trailers !== null) trailersAddedAt ??= stage.index;
      this.#events.afterCallback();
      if (!this.canContinue || !stage.afterData(action, data)) return;
    }
    this.sink.data(data.take(), endStream && trailersAddedAt === null);
    if (trailersAddedAt !== null) this.iterateTrailers(trailersAddedAt + 1);
  }

  iterateTrailers(from: number): void {
    if (!this.canContinue) return;
    const trailers = this.trailers as HeaderMap;
    for (let index = from; index < this.stages.length; index += 1) {
      const stage = this.stages[index] as PipelineStage;
      if (stage.isStoppedAll) return;
      const action = this.#callback("trailers", () => stage.filter.onTrailers(trailers));
      stage.endStream = true;
      this.#events.afterCallback();
      if (!this.canContinue || !stage.afterTrailers(action)) return;
    }
    this.sink.trailers(trailers);
  }

  /** The trailers; a filter that has seen the end of the body may add them where there are none. */
  addTrailers(): HeaderMap {
    this.trailers ??= new HeaderMap(this.headers?.kind === "request" ? "requestTrailers" : "responseTrailers");
    return this.trailers;
  }

  createBuffer(): ByteBuffer {
    return new ByteBuffer(undefined, {
      bytes: this.#limitBytes,
      onAbove: () => (this.isStreaming ? this.#events.onBackPressure(true) : this.#events.onTooLarge()),
      onBelow: () => this.#events.onBackPressure(false),
    });
  }

  #callback<T>(frame: Frame, call: () => T): T {
    const outer = this.frame;
    this.frame = frame;
    try {
      return call();
    } finally {
      this.frame = outer;
    }
  }
}
