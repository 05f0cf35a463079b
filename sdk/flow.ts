import { StreamAction } from "../assembly/shared/abi";

/** What a callback of a filter tells Envoy to do with the stream. */
export enum Flow {
  /** Go on: to the next filter, and at last to the upstream or the client. */
  Continue = StreamAction.Continue,
  /**
   * Wait, until `resume()` or `respond()`. In a headers callback Envoy then holds back the body too (`allow_on_headers_stop_iteration`
   * false, its default); in a body callback it buffers what comes and calls again with all of it.
   */
  Pause = StreamAction.StopIteration,
}
