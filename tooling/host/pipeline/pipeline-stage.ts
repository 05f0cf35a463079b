import { DataAction, HeadersAction, StreamAction } from "../../../assembly/shared/abi.js";
import type { ByteBuffer } from "../http/byte-buffer.js";
import type { Pipeline, PipelineFilter } from "./pipeline.js";

type Iteration = "continue" | "stopped" | "stopped-all-buffer" | "stopped-all-watermark";

/** One filter's place in a {@link Pipeline}: whether the iteration is stopped there, and how it goes on. */
export class PipelineStage {
  readonly filter: PipelineFilter;
  readonly index: number;
  /** Whether the filter has been told of the end of the stream. */
  endStream = false;
  readonly #pipeline: Pipeline;
  #iteration: Iteration = "continue";
  #haveHeadersGone = false;
  #startsHere = false;

  constructor(pipeline: Pipeline, filter: PipelineFilter, index: number) {
    this.#pipeline = pipeline;
    this.filter = filter;
    this.index = index;
  }

  /** Whether data and trailers wait here unseen. */
  get isStoppedAll(): boolean {
    return this.#iteration === "stopped-all-buffer" || this.#iteration === "stopped-all-watermark";
  }

  /** What a filter's `continue` does: the iteration goes on, with this filter for data that it has not seen. */
  continue(): void {
    const pipeline = this.#pipeline;
    // Envoy crashes on a message that is not there yet; a tool does better to stay.
    if (!pipeline.canContinue || pipeline.headers === null) return;
    this.#startsHere = this.isStoppedAll;
    this.#iteration = "continue";
    if (!this.#haveHeadersGone) {
      this.#haveHeadersGone = true;
      const isHeadersOnly = pipeline.hasEnded && pipeline.buffered === null && pipeline.trailers === null;
      pipeline.iterateHeaders(this.index + 1, isHeadersOnly);
    }
    // Trailers that are added while the data goes on are sent on by that, not here.
    const hadTrailers = pipeline.trailers !== null;
    const from = this.#startsHere ? this.index : this.index + 1;
    if (pipeline.buffered !== null) {
      pipeline.iterateData(from, pipeline.buffered, pipeline.hasEnded && !hadTrailers);
    }
    if (hadTrailers) pipeline.iterateTrailers(from);
    this.#startsHere = false;
  }

  /** Takes data that a stopped filter must not see yet; false when it is not stopped so. */
  holdsData(data: ByteBuffer): boolean {
    if (!this.isStoppedAll) return false;
    this.#pipeline.isStreaming = this.#iteration === "stopped-all-watermark";
    this.buffer(data);
    return true;
  }

  /** Moves data to what is buffered, unless it is that. */
  buffer(data: ByteBuffer): void {
    const pipeline = this.#pipeline;
    if (pipeline.buffered === data) return;
    pipeline.buffered ??= pipeline.createBuffer();
    pipeline.buffered.append(data.take());
  }

  /** Whether the iteration goes on to the next filter. */
  afterHeaders(action: HeadersAction): boolean {
    switch (action) {
      case HeadersAction.StopIteration:
        this.#iteration = "stopped";
        return false;
      case HeadersAction.StopAllIterationAndBuffer:
        this.#iteration = "stopped-all-buffer";
        return false;
      case HeadersAction.StopAllIterationAndWatermark:
        this.#iteration = "stopped-all-watermark";
        return false;
      default:
        this.#haveHeadersGone = true;
        return true;
    }
  }

  afterData(action: DataAction, data: ByteBuffer): boolean {
    const pipeline = this.#pipeline;
    if (action === DataAction.Continue) {
      if (this.#iteration !== "stopped") return true;
      this.buffer(data);
      this.continue();
      return false;
    }
    this.#iteration = "stopped";
    if (action !== DataAction.StopIterationNoBuffer) {
      pipeline.isStreaming = action === DataAction.StopIterationAndWatermark;
      this.buffer(data);
    } else if (pipeline.hasEnded && pipeline.trailers === null) {
      // So that a later `continue` ends the stream with an empty frame.
      pipeline.buffered ??= pipeline.createBuffer();
    }
    return false;
  }

  afterTrailers(action: StreamAction): boolean {
    if (action === StreamAction.Continue) {
      if (this.#iteration !== "stopped") return true;
      this.continue();
    } else if (this.#iteration === "continue") this.#iteration = "stopped";
    return false;
  }
}
