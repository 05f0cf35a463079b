import type { HeaderMap } from "../http/header-map.js";
import type { UpstreamFailure } from "../http/upstream-failure.js";
import type { PipelineSink } from "../pipeline/pipeline.js";
import type { StreamInfo } from "../properties/stream-info.js";

/** Where exchanges can be opened: a cluster of one endpoint. */
export interface Upstream {
  /** Whether a connection is there that an exchange could begin on at once. */
  readonly isReady: boolean;
  /** Opens an exchange. What the upstream answers, or why it does not, comes to `response`, never before this returns. */
  connect(
    headers: HeaderMap,
    endStream: boolean,
    response: UpstreamResponse,
    info?: StreamInfo | null,
  ): UpstreamRequest;
  /** Closes the connections. */
  close(): void;
}

/** The request as it goes to the upstream; its headers were handed over when the exchange was opened. */
export interface UpstreamRequest extends Pick<PipelineSink, "data" | "trailers"> {
  /** Breaks the exchange off, or forgets one that is over. */
  reset(): void;
  /** Stops or resumes the reading of the response's body. */
  hold(isHeld: boolean): void;
}

/** Who takes the upstream's response. */
export interface UpstreamResponse {
  onHeaders(headers: HeaderMap, endStream: boolean): void;
  onData(chunk: Buffer, endStream: boolean): void;
  onTrailers(trailers: HeaderMap): void;
  onFailure(failure: UpstreamFailure): void;
  /** The upstream takes no more of the request for now (true), or does again. */
  onBackPressure(isHigh: boolean): void;
}

/** An exchange that could not be opened; `tell` says so to its response, once `connect` has returned. */
export function unsentRequest(tell: () => void): UpstreamRequest {
  setImmediate(tell);
  return { data() {}, trailers() {}, reset() {}, hold() {} };
}
