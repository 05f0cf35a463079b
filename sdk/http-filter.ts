import { StreamType } from "../assembly/shared/abi";
import { WAITS_FOR_BODIES } from "../assembly/build";
import { currentContext } from "../assembly/dispatcher/current";
import { Filter } from "./filter";
import { dataAction, Flow, streamAction } from "./flow";
import { LocalReply } from "./local-reply";
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
  /**
   * The request's headers are there, to be read and changed until the request goes on; `request.endOfStream` when neither body nor trailers
   * follow. Called once. (ABI: `proxy_on_request_headers`.)
   */
  onRequestHeaders(request: Request): Flow {
    return Flow.Continue;
  }

  /**
   * A part of the request's body is there. Override it to look at a body part by part; else see `onWholeRequestBody`. Called as often as
   * parts come; the last may be empty. Not called while the headers wait, see `Flow`. (ABI: `proxy_on_request_body`.)
   */
  onRequestBody(request: Request): Flow {
    return WAITS_FOR_BODIES ? awaitWholeRequest(this, request) : Flow.Continue;
  }

  /** The request ends with trailers, to be read and changed. Not called for one without. (ABI: `proxy_on_request_trailers`.) */
  onRequestTrailers(request: Request): Flow {
    return WAITS_FOR_BODIES ? awaitWholeRequest(this, request) : Flow.Continue;
  }

  /**
   * The whole body of the request is there, to be read and changed. Its headers have gone on by now, so keep in a field what you need of
   * them; only where they wait (`Flow.Pause`, with `allow_on_headers_stop_iteration`) they can still be read and changed. Needs
   * `requestBodyLimit`. Called once; not for a request that ends with its headers (`request.endOfStream` in `onRequestHeaders`). Where
   * trailers alone follow these, the body is empty and can't be changed: `Status.BadArgument`. Envoy keeps the body meanwhile, and has a
   * limit of its own (`per_connection_buffer_limit_bytes`, 1 MiB by default): above that, it answers 413.
   */
  onWholeRequestBody(request: Request): Flow {
    return Flow.Continue;
  }

  /** The most bytes of a request's body that `onWholeRequestBody` waits for; 0 waits for none. */
  requestBodyLimit(): u32 {
    return 0;
  }

  /**
   * The body is larger than the limit: by default the client gets a 413. `Flow.Continue` lets this body pass unseen; after a pause this
   * is called again with the next part.
   */
  onRequestBodyTooLarge(request: Request): Flow {
    return request.respond(new LocalReply(413));
  }

  /**
   * The response's headers are there: the upstream's, or a local reply's, this filter's own included. The request has mostly gone on by
   * now: see `Request.capture`. Called once. (ABI: `proxy_on_response_headers`.)
   */
  onResponseHeaders(response: Response): Flow {
    return Flow.Continue;
  }

  /**
   * A part of the response's body is there. Override it to look at a body part by part; else see `onWholeResponseBody`. Called as often as
   * parts come; the last may be empty. (ABI: `proxy_on_response_body`.)
   */
  onResponseBody(response: Response): Flow {
    return WAITS_FOR_BODIES ? awaitWholeResponse(this, response) : Flow.Continue;
  }

  /** The response ends with trailers, as each of gRPC does. (ABI: `proxy_on_response_trailers`.) */
  onResponseTrailers(response: Response): Flow {
    return WAITS_FOR_BODIES ? awaitWholeResponse(this, response) : Flow.Continue;
  }

  /**
   * The whole body of the response is there, to be read and changed; see `onWholeRequestBody`. Its bytes are as the upstream sent
   * them: ask `isEncoded` in `onResponseHeaders` before you look for words. Above its own limit, Envoy answers 500, or breaks the response
   * off if its headers went on.
   */
  onWholeResponseBody(response: Response): Flow {
    return Flow.Continue;
  }

  /**
   * The most bytes of a response's body that `onWholeResponseBody` waits for; 0 waits for none. One that says itself that it is larger can
   * still be answered in `onResponseHeaders`: `announcesMoreThan`.
   */
  responseBodyLimit(): u32 {
    return 0;
  }

  /**
   * The body is larger than the limit: by default a 502, which the client gets only where the headers still wait. Mostly they have gone on:
   * then it gets the upstream's status and a body that breaks off. To answer in time, see `responseBodyLimit`; to let the body pass, see
   * `onRequestBodyTooLarge`.
   */
  onResponseBodyTooLarge(response: Response): Flow {
    return response.respond(new LocalReply(502));
  }

  /**
   * An HTTP/2 METADATA frame came with the request, `count` entries long; the ABI shows no more of it. Envoy calls this only where the
   * listener's `allow_metadata` is set, and goes on whatever comes of it.
   */
  onRequestMetadata(count: u32): void {}

  /** `onRequestMetadata` for the response. */
  onResponseMetadata(count: u32): void {}

  whenRequestHeaders(count: u32, endOfStream: bool): i32 {
    currentRequest.endOfStream = endOfStream;
    return this.onRequestHeaders(currentRequest);
  }

  whenRequestBody(size: u32, endOfStream: bool): i32 {
    currentRequest.endOfStream = currentRequest.body.isWhole = endOfStream;
    return dataAction(this.onRequestBody(currentRequest));
  }

  whenRequestTrailers(count: u32): i32 {
    currentRequest.endOfStream = currentRequest.body.isWhole = true;
    return streamAction(this.onRequestTrailers(currentRequest));
  }

  whenResponseHeaders(count: u32, endOfStream: bool): i32 {
    currentResponse.endOfStream = endOfStream;
    return this.onResponseHeaders(currentResponse);
  }

  whenResponseBody(size: u32, endOfStream: bool): i32 {
    currentResponse.endOfStream = currentResponse.body.isWhole = endOfStream;
    return dataAction(this.onResponseBody(currentResponse));
  }

  whenResponseTrailers(count: u32): i32 {
    currentResponse.endOfStream = currentResponse.body.isWhole = true;
    return streamAction(this.onResponseTrailers(currentResponse));
  }

  whenRequestMetadata(count: u32): void {
    this.onRequestMetadata(count);
  }

  whenResponseMetadata(count: u32): void {
    this.onResponseMetadata(count);
  }
}

/** What a part of the body, or the trailers after it, come to in a filter that waits for the whole. */
function awaitWholeRequest(filter: HttpFilter, request: Request): Flow {
  const limit = filter.requestBodyLimit();
  if (limit == 0 || passes(StreamType.HttpRequest)) return Flow.Continue;
  if (request.body.byteLength <= limit) return request.endOfStream ? filter.onWholeRequestBody(request) : Flow.Pause;
  const flow = filter.onRequestBodyTooLarge(request);
  if (flow == Flow.Continue) letPass(StreamType.HttpRequest);
  return flow;
}

/** The same for the response. */
function awaitWholeResponse(filter: HttpFilter, response: Response): Flow {
  const limit = filter.responseBodyLimit();
  if (limit == 0 || passes(StreamType.HttpResponse)) return Flow.Continue;
  if (response.body.byteLength <= limit) {
    return response.endOfStream ? filter.onWholeResponseBody(response) : Flow.Pause;
  }
  const flow = filter.onResponseBodyTooLarge(response);
  if (flow == Flow.Continue) letPass(StreamType.HttpResponse);
  return flow;
}

/** Whether the rest of a body that was too large passes unseen. */
function passes(stream: StreamType): bool {
  const live = currentContext();
  return live !== null && live.lets(stream);
}

function letPass(stream: StreamType): void {
  const live = currentContext();
  if (live !== null) live.letPass(stream);
}
