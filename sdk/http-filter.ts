import { Filter } from "./filter";
import { dataAction, Flow, trailersAction } from "./flow";
import { currentRequest, Request } from "./request";
import { currentResponse, Response } from "./response";

/**
 * An HTTP filter: override what you need. Only overridden callbacks are exported, and only those cost anything per request.
 *
 * A filter without fields is one object for all streams. A filter with fields is made anew for each stream, and its fields are the
 * stream's own. `register` makes it known to Envoy; a filter with a configuration comes from a `Plugin`.
 *
 * @example
 * class Hello extends HttpFilter {
 *   onRequestHeaders(request: Request): Flow {
 *     request.headers.set("x-wasm", "1");
 *     return Flow.Continue;
 *   }
 * }
 * register("hello", () => new Hello());
 */
export abstract class HttpFilter extends Filter {
  /** The request's headers are there; `endOfStream` when nothing else follows. */
  onRequestHeaders(request: Request): Flow {
    return Flow.Continue;
  }

  /** A part of the request's body is there. */
  onRequestBody(request: Request): Flow {
    return Flow.Continue;
  }

  /** The request ends with trailers. */
  onRequestTrailers(request: Request): Flow {
    return Flow.Continue;
  }

  /** The response's headers are there: the upstream's, or a local reply's, this filter's own included. */
  onResponseHeaders(response: Response): Flow {
    return Flow.Continue;
  }

  /** A part of the response's body is there. */
  onResponseBody(response: Response): Flow {
    return Flow.Continue;
  }

  /** The response ends with trailers. */
  onResponseTrailers(response: Response): Flow {
    return Flow.Continue;
  }

  /**
   * An HTTP/2 METADATA frame came with the request, `count` entries long; the ABI shows no more of it. Envoy calls this only where the
   * listener's `allow_metadata` is set.
   */
  onRequestMetadata(count: u32): Flow {
    return Flow.Continue;
  }

  /** The same for the response. */
  onResponseMetadata(count: u32): Flow {
    return Flow.Continue;
  }

  whenRequestHeaders(count: u32, endOfStream: bool): i32 {
    currentRequest.endOfStream = endOfStream;
    return this.onRequestHeaders(currentRequest);
  }

  whenRequestBody(size: u32, endOfStream: bool): i32 {
    currentRequest.endOfStream = endOfStream;
    return dataAction(this.onRequestBody(currentRequest));
  }

  whenRequestTrailers(count: u32): i32 {
    currentRequest.endOfStream = true;
    return trailersAction(this.onRequestTrailers(currentRequest));
  }

  whenResponseHeaders(count: u32, endOfStream: bool): i32 {
    currentResponse.endOfStream = endOfStream;
    return this.onResponseHeaders(currentResponse);
  }

  whenResponseBody(size: u32, endOfStream: bool): i32 {
    currentResponse.endOfStream = endOfStream;
    return dataAction(this.onResponseBody(currentResponse));
  }

  whenResponseTrailers(count: u32): i32 {
    currentResponse.endOfStream = true;
    return trailersAction(this.onResponseTrailers(currentResponse));
  }

  whenRequestMetadata(count: u32): i32 {
    return trailersAction(this.onRequestMetadata(count));
  }

  whenResponseMetadata(count: u32): i32 {
    return trailersAction(this.onResponseMetadata(count));
  }
}
