import { BufferType, HeaderMapType, Status } from "../assembly/shared/abi";
import { Context } from "../assembly/contexts";
import { Callout } from "../assembly/callout";
import { currentContext } from "../assembly/dispatcher/current";
import { calloutToken, httpCall } from "../assembly/hostcalls/callout";
import { Body } from "./body";
import { Headers } from "./headers";
import { payloadSize, placePayload } from "./payload";
import { readStatus } from "./response";

/** A request of the filter's own to a cluster of Envoy. */
@final
export class RequestInit {
  /** `:authority`; the cluster's name when empty. */
  authority: string = "";
  /** Time until the answer must be there. */
  timeoutMs: u32 = 5000;
  private readonly fields: Array<string> = new Array<string>();
  private payload: string = "";

  constructor(
    readonly method: string = "GET",
    readonly path: string = "/",
  ) {}

  header(name: string, value: string): RequestInit {
    this.fields.push(name);
    this.fields.push(value);
    return this;
  }

  body(text: string): RequestInit {
    this.payload = text;
    return this;
  }

  /** Hands it to the host; see `fetch`. */
  send(cluster: string): Status {
    const headers: Array<string> = [":method", this.method, ":path", this.path, ":authority"];
    headers.push(this.authority.length == 0 ? cluster : this.authority);
    for (let i = 0; i < this.fields.length; ++i) headers.push(unchecked(this.fields[i]));
    const start = placePayload<string>(this.payload);
    return httpCall(cluster, headers, start, payloadSize(), [], this.timeoutMs);
  }
}

/** The answer to a callout; it can be read until the handler returns. */
@final
export class CalloutResponse {
  readonly headers: Headers = new Headers(HeaderMapType.HttpCallResponseHeaders);
  readonly trailers: Headers = new Headers(HeaderMapType.HttpCallResponseTrailers);
  readonly body: Body = new Body(BufferType.HttpCallResponseBody);

  /** `:status`; 0 when the connection broke before an answer. Envoy itself answers 504 at the timeout and 503 if none could connect. */
  get status(): u32 {
    return readStatus(this.headers);
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
  abstract onResponse(response: CalloutResponse): void;

  whenAnswered(headers: u32, bodySize: u32, trailers: u32): void {
    this.onResponse(calloutResponse);
  }
}

/**
 * Sends a request to `cluster`, a cluster's name in Envoy's configuration; `handler` gets the answer. Without closures, the handler
 * carries in its fields what it must remember. `Status.BadArgument` when Envoy has no such cluster: no answer will come then.
 *
 * @example
 * class Verdict extends CalloutHandler {
 *   onResponse(response: CalloutResponse): void {
 *     if (response.ok) currentRequest.resume();
 *     else currentRequest.respond(new LocalReply(403));
 *   }
 * }
 *
 * onRequestHeaders(request: Request): Flow {
 *   const status = fetch("authz", new RequestInit("GET", "/check"), new Verdict());
 *   return status == Status.Ok ? Flow.Pause : request.respond(new LocalReply(503));
 * }
 */
export function fetch(cluster: string, init: RequestInit, handler: CalloutHandler): Status {
  const status = init.send(cluster);
  const origin = currentContext();
  if (status == Status.Ok && origin !== null) new Callout(calloutToken(), origin, handler);
  return status;
}
