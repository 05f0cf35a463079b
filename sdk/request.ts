import { BufferType, HeaderMapType, Status, StreamType } from "../assembly/shared/abi";
import { close, resume } from "../assembly/dispatcher/release";
import { clearRouteCache } from "../assembly/dispatcher/route-cache";
import { Body } from "./body";
import { CapturedRequest } from "./captured-request";
import { Flow } from "./flow";
import { Headers } from "./headers";
import { LocalReply } from "./local-reply";

/**
 * The request of the stream that the running callback is for. There is one such object: what it tells changes with the callback, so
 * keep what you need of it, not the object.
 */
@final
export class Request {
  /** Its headers, until the request went on, and in `onLog`. */
  readonly headers: Headers = new Headers(HeaderMapType.HttpRequestHeaders);
  /** Its trailers, from `onRequestTrailers` on; in the callback of the body's last part they can be added. */
  readonly trailers: Headers = new Headers(HeaderMapType.HttpRequestTrailers);
  /** What is there of its body, in the body's callbacks. */
  readonly body: Body = new Body(BufferType.HttpRequestBody);
  /** Whether the part that this callback brings is the last of the request. */
  endOfStream: bool = false;

  /** `:method`; empty once the request went on. */
  get method(): string {
    return this.pseudoHeader(":method");
  }

  /** `:path`, with its query, as the client sent it; empty once the request went on. Setting it may change the route. */
  get path(): string {
    return this.pseudoHeader(":path");
  }

  set path(path: string) {
    this.headers.set(":path", path);
  }

  /** `:authority`, HTTP/1's `Host`; empty once the request went on. */
  get authority(): string {
    return this.pseudoHeader(":authority");
  }

  /** `:scheme`: `http` or `https`; empty once the request went on. */
  get scheme(): string {
    return this.pseudoHeader(":scheme");
  }

  /** Keeps what the response's callbacks want to know, with the first values of these headers. Empty once the request went on. */
  capture(names: Array<string> = []): CapturedRequest {
    return new CapturedRequest(this, names);
  }

  /**
   * Makes Envoy choose the route anew, after a change of `:path`, `:authority` or another header that routes look at. Envoy does it by
   * itself when this filter changes a request header, as long as it speaks ABI 0.2.1; other changes need this. `Status.BadArgument` once
   * the stream is over.
   */
  clearRouteCache(): Status {
    return clearRouteCache();
  }

  /**
   * Lets the request go on after a pause: from a `CalloutHandler`, or from anywhere else once its `Stream` was made effective.
   * `Status.BadArgument` when it has not paused, and in the stream's own callbacks: these go on by what they return. (ABI:
   * `proxy_continue_stream`.)
   */
  resume(): Status {
    return resume(StreamType.HttpRequest);
  }

  /**
   * Breaks the stream off, on both sides, once the callback has returned. `Status.BadArgument` where the client can't be answered: see
   * `LocalReply.send`. (ABI: `proxy_close_stream`.)
   */
  close(): Status {
    return close(StreamType.HttpRequest);
  }

  /**
   * Answers the client in place of the upstream; the callback returns what this returns. Whatever the host says to it,
   * the message never goes on: a filter that refuses is not overruled by a failure.
   */
  respond(reply: LocalReply): Flow {
    reply.sendSurely();
    return Flow.Pause;
  }

  private pseudoHeader(name: string): string {
    const value = this.headers.get(name);
    return value === null ? "" : value;
  }
}

/** The one `Request`. */
// @ts-ignore: decorator
@lazy
export const currentRequest: Request = new Request();
