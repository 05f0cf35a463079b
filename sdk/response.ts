import { BufferType, HeaderMapType, Status, StreamType } from "../assembly/shared/abi";
import { close, resume } from "../assembly/dispatcher/release";
import { Body } from "./body";
import { Flow } from "./flow";
import { Headers } from "./headers";
import { LocalReply } from "./local-reply";

/**
 * The response of the stream that the running callback is for. There is one such object: what it tells changes with the callback, so
 * keep what you need of it, not the object.
 */
@final
export class Response {
  /** Its headers, from `onResponseHeaders` until the response went on, and in `onLog`. */
  readonly headers: Headers = new Headers(HeaderMapType.HttpResponseHeaders);
  /** Its trailers, from `onResponseTrailers` on; in the callback of the body's last part they can be added. */
  readonly trailers: Headers = new Headers(HeaderMapType.HttpResponseTrailers);
  /** What is there of its body, in the body's callbacks. */
  readonly body: Body = new Body(BufferType.HttpResponseBody);
  /** Whether the part that this callback brings is the last of the response. */
  endOfStream: bool = false;

  /**
   * `:status`; 0 when there is none. It is set to 200 to 599; any other number is left out, since no client could read the response. So are 204 and
   * 304, which have no body: what Envoy sends behind them a client takes for its next response. Answer with `respond(new LocalReply(304))`.
   */
  get status(): u32 {
    return readStatus(this.headers);
  }

  set status(status: u32) {
    this.headers.set(":status", status.toString());
  }

  /**
   * Lets the response go on after a pause: from a `CalloutHandler`, or from anywhere else once its `Stream` was made effective.
   * `Status.BadArgument` when it has not paused, and in the stream's own callbacks: these go on by what they return.
   */
  resume(): Status {
    return resume(StreamType.HttpResponse);
  }

  /** Breaks the stream off, as `Request.close` does. */
  close(): Status {
    return close(StreamType.HttpResponse);
  }

  /**
   * Answers the client in place of this response; once its headers went on, Envoy breaks the connection instead. The callback returns
   * what this returns. Whatever the host says to it, the message never goes on: a filter that refuses is not overruled by a failure.
   */
  respond(reply: LocalReply): Flow {
    reply.sendSurely();
    return Flow.Pause;
  }
}

/** `:status` of a header map as a number, 0 when there is none. */
export function readStatus(headers: Headers): u32 {
  const value = headers.getBytes(":status");
  if (value === null) return 0;
  let status: u32 = 0;
  for (let i = 0; i < value.byteLength; ++i) {
    const digit = value.at(i) - 0x30;
    if (digit < 0 || digit > 9 || status > 999) return 0;
    status = status * 10 + <u32>digit;
  }
  return status;
}

/** The one `Response`. */
// @ts-ignore: decorator
@lazy
export const currentResponse: Response = new Response();
