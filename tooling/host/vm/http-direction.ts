import { DataAction, HeadersAction, StreamAction } from "../../../assembly/shared/abi.js";
import type { ByteBuffer } from "../http/byte-buffer.js";
import { bodyBuffer, type GuestBuffer } from "../http/guest-buffer.js";
import type { HeaderMap } from "../http/header-map.js";
import type { HttpContext } from "./http-context.js";
import type { Pipeline, PipelineFilter } from "../pipeline/pipeline.js";
import type { PipelineStage } from "../pipeline/pipeline-stage.js";

/** The callbacks of one direction. */
const CALLBACKS = {
  request: ["proxy_on_request_headers", "proxy_on_request_body", "proxy_on_request_trailers"],
  response: ["proxy_on_response_headers", "proxy_on_response_body", "proxy_on_response_trailers"],
} as const;

/**
 * A plugin in one direction of a stream: calls the guest and keeps what the guest may touch. Headers, body and trailers are
 * in the guest's reach from their callback until that answers "continue".
 */
export class HttpDirection implements PipelineFilter {
  headers: HeaderMap | null = null;
  trailers: HeaderMap | null = null;
  readonly #context: HttpContext;
  readonly #kind: "request" | "response";
  #pipeline: Pipeline | null = null;
  #stage: PipelineStage | null = null;
  #body: ByteBuffer | null = null;
  #isBuffering = false;
  #isEndOfStream = false;

  constructor(context: HttpContext, kind: "request" | "response") {
    this.#context = context;
    this.#kind = kind;
  }

  attach(pipeline: Pipeline, stage: PipelineStage): void {
    this.#pipeline = pipeline;
    this.#stage = stage;
  }

  /** The body as the guest may change it now, or null. */
  get body(): GuestBuffer | null {
    const buffered = this.#isBuffering ? this.#pipeline?.buffered : null;
    const body = buffered ?? this.#body;
    return body === null ? null : bodyBuffer(body);
  }

  /** The trailers as the guest may change them; added when the guest has the end of the body and there are none. */
  get writableTrailers(): HeaderMap | null {
    if (this.trailers === null && this.#body !== null && this.#isEndOfStream) {
      this.trailers = this.#pipeline?.addTrailers() ?? null;
    }
    return this.trailers;
  }

  /** Lets the iteration go on behind this plugin. */
  continue(): void {
    this.#stage?.continue();
  }

  /** Takes headers, body and trailers out of the guest's reach. */
  letGo(): void {
    this.headers = null;
    this.#body = null;
    this.trailers = null;
  }

  onHeaders(headers: HeaderMap, endStream: boolean): HeadersAction {
    if (this.#kind === "request") this.#context.create();
    if (!this.#isOpen) return HeadersAction.Continue;
    this.headers = headers;
    this.#isEndOfStream = endStream;
    const action = this.#context.callStream(
      CALLBACKS[this.#kind][0],
      [headers.size, Number(endStream)],
      (result) => this.#toHeadersAction(result),
      HeadersAction.StopAllIterationAndWatermark,
    );
    if (action === HeadersAction.Continue) this.headers = null;
    return action;
  }

  onData(data: ByteBuffer, endStream: boolean): DataAction {
    const pipeline = this.#pipeline;
    if (!this.#isOpen || pipeline === null) return DataAction.Continue;
    if (this.#isBuffering) {
      pipeline.isStreaming = false;
      this.#stage?.buffer(data);
      // Above the limit that has answered 413 or 500, and the guest may be gone.
      if (this.#context.isDestroyed) return DataAction.StopIterationAndBuffer;
    }
    this.#body = data;
    this.#isEndOfStream = endStream;
    const action = this.#context.callStream(
      CALLBACKS[this.#kind][1],
      [this.body?.length ?? 0, Number(endStream)],
      (result) => this.#toDataAction(result),
      DataAction.StopIterationNoBuffer,
    );
    this.#isBuffering = action === DataAction.StopIterationAndBuffer;
    if (action === DataAction.Continue) this.#body = null;
    return action;
  }

  onTrailers(trailers: HeaderMap): StreamAction {
    if (!this.#isOpen) return StreamAction.Continue;
    this.trailers = trailers;
    const action = this.#context.callStream(
      CALLBACKS[this.#kind][2],
      [trailers.size],
      (result) =>
        result === 0 && !this.#context.vm.isIterationStopped ? StreamAction.Continue : StreamAction.StopIteration,
      StreamAction.StopIteration,
    );
    if (action === StreamAction.Continue) this.trailers = null;
    return action;
  }

  get #isOpen(): boolean {
    return this.#context.isCreated && !(this.#kind === "response" && this.#context.hasFailedStream);
  }

  /** StopIteration alone is "stop all" unless the plugin's configuration allows it (proxy-wasm-cpp-host#143). */
  #toHeadersAction(result: number): HeadersAction {
    const { vm, plugin } = this.#context;
    const isUnknown = result >>> 0 > HeadersAction.StopAllIterationAndWatermark;
    if (vm.isIterationStopped || isUnknown) return HeadersAction.StopAllIterationAndWatermark;
    if (result === HeadersAction.ContinueAndEndStream) return HeadersAction.Continue;
    if (result === HeadersAction.StopIteration && !plugin.allowOnHeadersStopIteration) {
      return HeadersAction.StopAllIterationAndWatermark;
    }
    return result;
  }

  #toDataAction(result: number): DataAction {
    const isUnknown = result >>> 0 > DataAction.StopIterationNoBuffer;
    return this.#context.vm.isIterationStopped || isUnknown ? DataAction.StopIterationNoBuffer : result;
  }
}
