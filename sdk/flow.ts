import { DataAction, HeadersAction, StreamAction } from "../assembly/shared/abi";

/**
 * What a callback of a filter tells Envoy to do with the stream. What is paused goes on with `resume()`, or ends with `respond()`.
 *
 * | Flow                | after headers                                        | after a part of the body      |
 * | ------------------- | ---------------------------------------------------- | ----------------------------- |
 * | `Pause`             | `StopIteration`: see below                           | `StopIterationAndBuffer`      |
 * | `PauseAndBuffer`    | `StopAllIterationAndBuffer`                          | `StopIterationAndBuffer`      |
 * | `PauseAndWatermark` | `StopAllIterationAndWatermark`                       | `StopIterationAndWatermark`   |
 * | `PauseAndDrop`      | as `PauseAndWatermark`                               | `StopIterationNoBuffer`       |
 *
 * After trailers, all of them are `StopIteration`.
 *
 * `Pause` after headers: where the plugin's configuration has `allow_on_headers_stop_iteration: true`, the body still comes to this
 * filter's body callbacks while the headers wait and can still be changed. Where it is false, which is Envoy's default and all that an
 * Istio WasmPlugin can have, `Pause` is `PauseAndWatermark`.
 */
export enum Flow {
  /** Go on: to the next filter, and at last to the upstream or the client. */
  Continue = HeadersAction.Continue,
  /** Wait. After a part of the body, Envoy keeps what came and calls again with all of it, up to its buffer limit: then 413 or 500. */
  Pause = HeadersAction.StopIteration,
  /** Wait, and let Envoy keep the body up to its buffer limit: above it, it answers 413 or 500. */
  PauseAndBuffer = HeadersAction.StopAllIterationAndBuffer,
  /** Wait, and let Envoy stop reading from the peer when its buffer is full: nothing is lost, and no limit is broken. */
  PauseAndWatermark = HeadersAction.StopAllIterationAndWatermark,
  /** Keep nothing of this part of the body: the filter has taken what it needs. */
  PauseAndDrop = 5,
}

/** The distance from a `Flow` to the action with the same meaning for a body. */
const HEADERS_TO_DATA: i32 = HeadersAction.StopAllIterationAndBuffer - DataAction.StopIterationAndBuffer;

/** The action of a body callback. */
// @ts-ignore: decorator
@inline
export function dataAction(flow: Flow): i32 {
  return flow > Flow.Pause ? flow - HEADERS_TO_DATA : flow;
}

/** The action of a callback for trailers, metadata or a TCP connection. */
// @ts-ignore: decorator
@inline
export function streamAction(flow: Flow): i32 {
  return flow == Flow.Continue ? StreamAction.Continue : StreamAction.StopIteration;
}
