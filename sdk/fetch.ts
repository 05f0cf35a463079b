import { BufferType, HeaderMapType, Status } from "../assembly/shared/abi";
import { Context } from "../assembly/contexts";
import { Callout } from "../assembly/callout";
import { currentContext } from "../assembly/dispatcher/current";
import { calloutToken, httpCall } from "../assembly/hostcalls/callout";
import { areFields, areFieldTexts, isFieldName } from "../assembly/field-value";
import { Body } from "./body";
import { encodeText } from "./encoding/text";
import { Headers, lowerCase } from "./headers";
import { payloadSize, placePayload } from "./payload";
import { readStatus } from "./response";

/** A request of the filter's own to a cluster of Envoy. */
@final
export class RequestInit {
  /** `:authority`; the cluster's name when empty. */
  authority: string = "";
  /** Milliseconds until the answer must be there, whole; then it is `CalloutOutcome.DeadlineExceeded`. */
  timeoutMs: u32 = 5000;
  private readonly fields: Array<string> = new Array<string>();
  private readonly trailers: Array<string> = new Array<string>();
  private payload: Uint8Array | null = null;

  /** Without a body, until `body` or `bytes` gives it one. */
  constructor(
    /** `:method`. */
    readonly method: string = "GET",
    /** `:path`, with its query. */
    readonly path: string = "/",
  ) {}

  /**
   * Adds a header. With a control character but the tab in its value, or a name that is no token, the request is not sent:
   * `Status.BadArgument`. `content-length` and `transfer-encoding` are left out: Envoy frames the request by its own body, and a
   * client's own framing, passed on, would make the next request on the connection disappear.
   */
  header(name: string, value: string): RequestInit {
    const lowerName = lowerCase(name);
    if (lowerName == "content-length" || lowerName == "transfer-encoding") return this;
    this.fields.push(name);
    this.fields.push(value);
    return this;
  }

  /** Adds a trailer, sent after the body; otherwise as `header`. */
  trailer(name: string, value: string): RequestInit {
    this.trailers.push(name);
    this.trailers.push(value);
    return this;
  }

  /** Sets the body, as UTF-8. */
  body(text: string): RequestInit {
    return this.bytes(encodeText(text));
  }

  /** Sets the body, in place of an earlier one. */
  bytes(body: Uint8Array): RequestInit {
    this.payload = body;
    return this;
  }

  /**
   * Hands it to the host; see `fetch`.
   *
   * @internal
   */
  send(cluster: string): Status {
    const headers: Array<string> = [":method", this.method, ":path", this.path, ":authority"];
    headers.push(this.authority.length == 0 ? cluster : this.authority);
    if (!isFieldName(this.method) || !areFieldTexts(headers)) return Status.BadArgument;
    if (!areFields(this.fields) || !areFields(this.trailers)) return Status.BadArgument;
    for (let i = 0; i < this.fields.length; ++i) headers.push(unchecked(this.fields[i]));
    const start = placePayload<Uint8Array | null>(this.payload);
    return httpCall(cluster, headers, start, payloadSize(), this.trailers, this.timeoutMs);
  }
}

/** What became of a callout. */
export enum CalloutOutcome {
  /** The service answered, whatever its status. */
  Answered,
  /** The time was over: Envoy's own 504. */
  DeadlineExceeded,
  /** Nobody could be reached, the connection ended before an answer, or what came was none: Envoy's own 503 or 502. */
  Unavailable,
  /** The connection broke in the middle of the answer: there is none. */
  Reset,
  /** The host did not take it: an unknown cluster, or no field's text in a header. */
  NotSent,
}

/** The answer to a callout; it can be read until the handler returns. */
@final
export class CalloutResponse {
  /** Its headers; none when the connection broke. */
  readonly headers: Headers = new Headers(HeaderMapType.HttpCallResponseHeaders);
  /** Its trailers. */
  readonly trailers: Headers = new Headers(HeaderMapType.HttpCallResponseTrailers);
  /** Its body, whole; null from `body.bytes()` when memory can't hold it. */
  readonly body: Body = new Body(BufferType.HttpCallResponseBody);

  /** `:status`; 0 when the connection broke before an answer. Envoy itself answers 504 at the timeout and 503 if none could connect. */
  get status(): u32 {
    return readStatus(this.headers);
  }

  /**
   * What became of the callout. Envoy gives its own answers the shape of a service's; only what a service sent has
   * `x-envoy-upstream-service-time`.
   */
  get outcome(): CalloutOutcome {
    const status = this.status;
    if (status == 0) return CalloutOutcome.Reset;
    if (status < 502 || status > 504 || this.headers.has("x-envoy-upstream-service-time")) {
      return CalloutOutcome.Answered;
    }
    return status == 504 ? CalloutOutcome.DeadlineExceeded : CalloutOutcome.Unavailable;
  }

  /** Whether the status is 200 to 299. */
  get ok(): bool {
    const status = this.status;
    return status >= 200 && status < 300;
  }
}

// @ts-ignore: decorator
@lazy
const calloutResponse: CalloutResponse = new CalloutResponse();

/**
 * Gets the answer to a callout: once, whatever happened to the callout; never, if the stream that asked is gone by then. While it
 * runs, host calls speak of the stream that asked: the handler may resume or answer it.
 */
export abstract class CalloutHandler extends Context {
  /** The answer is there, or there will be none: `response.outcome` says which. */
  abstract onResponse(response: CalloutResponse): void;

  whenAnswered(headers: u32, bodySize: u32, trailers: u32): void {
    this.onResponse(calloutResponse);
  }
}

/**
 * Sends a request to `cluster`, a cluster's name in Envoy's configuration; `handler` gets the answer. Without closures, the handler
 * carries in its fields what it must remember. `Status.BadArgument` when Envoy has no such cluster, or a field is none: no
 * answer will come then. From every callback, a plugin's too; not in top-level code. (ABI: `proxy_http_call`.)
 *
 * @example
 * class Verdict extends CalloutHandler {
 *   onResponse(response: CalloutResponse): void {
 *     if (response.ok) currentRequest.resume();
 *     else currentRequest.respond(new LocalReply(403));
 *   }
 * }
 * class Guard extends HttpFilter {
 *   onRequestHeaders(request: Request): Flow {
 *     const status = fetch("authz", new RequestInit("GET", "/check"), new Verdict());
 *     return status == Status.Ok ? Flow.Pause : request.respond(new LocalReply(503));
 *   }
 * }
 */
export function fetch(cluster: string, init: RequestInit, handler: CalloutHandler): Status {
  const status = init.send(cluster);
  const origin = currentContext();
  if (status == Status.Ok && origin !== null) new Callout(calloutToken(), origin, handler).begin();
  return status;
}
