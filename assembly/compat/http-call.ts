import { Status } from "../shared/abi";
import { Callout } from "../callout";
import { Context as AbiContext } from "../contexts";
import { currentContext, makeEffective } from "../dispatcher/current";
import { calloutToken } from "../hostcalls/callout";
import { proxy_http_call } from "../imports";
import { LiveContext, liveContexts } from "../live-context";
import { RESULT_NUMBER } from "../memory";
import { readText, textSize, writeText } from "../text";
import { BaseContext } from "./base-context";
import { WasmResultValues } from "./enums";
import { Headers, headersSize, isNamed, writeHeaders } from "./header-pairs";
import { HttpCallback } from "./http-callback";
import { PendingCalls } from "./pending-calls";
import { RootContext } from "./root-context";

/** The HTTP calls under way, newest first. */
@final
class HttpCalls extends PendingCalls {
  first: HttpCall | null = null;
  /** The one whose answer is handed over. */
  answered: HttpCall | null = null;

  answer(token: u32, headers: u32, bodySize: u32, trailers: u32): void {
    const call = this.answered;
    if (call !== null && call.token == token) call.answer(headers, bodySize, trailers);
  }

  cancel(): void {
    const calls = new Array<HttpCall>();
    let call = this.first;
    while (call !== null) {
      calls.push(call);
      call = call.after;
    }
    const current = currentContext();
    for (let i = 0; i < calls.length; ++i) calls[i].end();
    for (let i = 0; i < calls.length; ++i) calls[i].answer(0, 0, 0);
    if (calls.length > 0 && current !== null) makeEffective(current);
  }
}


@final
class HttpCall extends Callout {
  before: HttpCall | null = null;
  after: HttpCall | null = null;

  constructor(
    token: u32,
    origin: LiveContext,
    private readonly waiting: Answer,
    private readonly calls: HttpCalls,
    private readonly callback: HttpCallback,
  ) {
    super(token, origin, waiting);
  }

  begin(): void {
    super.begin();
    const calls = this.calls;
    const first = calls.first;
    this.after = first;
    if (first !== null) first.before = this;
    calls.first = this;
    this.waiting.call = this;
  }

  /** Calls back; all zero when no answer came. Nothing happens when who asked is gone. */
  answer(headers: u32, bodySize: u32, trailers: u32): void {
    const live = liveContexts.get(this.origin.id);
    if (live === null || (live !== currentContext() && !makeEffective(live))) return;
    this.callback.cb(this.callback.origin_context, headers, bodySize, trailers);
  }

  end(): void {
    super.end();
    this.unlink();
  }

  abandon(): void {
    super.abandon();
    this.unlink();
  }

  private unlink(): void {
    const before = this.before;
    const after = this.after;
    if (before !== null) before.after = after;
    else this.calls.first = after;
    if (after !== null) after.before = before;
  }
}

/** Hands the answer to the root context, which may have an `onHttpCallResponse` of its own. */
@final
class Answer extends AbiContext {
  call: HttpCall | null = null;

  constructor(
    private readonly root: RootContext,
    private readonly calls: HttpCalls,
    private readonly token: u32,
  ) {
    super();
  }

  whenAnswered(headers: u32, bodySize: u32, trailers: u32): void {
    this.calls.answered = this.call;
    this.root.onHttpCallResponse(this.token, headers, bodySize, trailers);
    this.calls.answered = null;
  }
}

/** Sends a request for a root context; see `RootContext.httpCall`. */
export function sendHttpCall(
  root: RootContext,
  cluster: string,
  headers: Headers,
  body: ArrayBuffer,
  trailers: Headers,
  timeout_milliseconds: u32,
  callback: HttpCallback,
): WasmResultValues {
  const pairs = writeHeaders(framed(headers, body.byteLength));
  const size = headersSize();
  const trailerPairs = writeHeaders(trailers);
  const trailersSize = headersSize();
  if (pairs == 0 || trailerPairs == 0) return WasmResultValues.BadArgument;
  const clusterStart = writeText(cluster);
  store<u32>(RESULT_NUMBER, 0);
  const status = proxy_http_call(
    clusterStart,
    textSize(),
    pairs,
    size,
    changetype<usize>(body),
    body.byteLength,
    trailerPairs,
    trailersSize,
    timeout_milliseconds,
    RESULT_NUMBER,
  );
  if (status == Status.Ok) keep(root, calloutToken(), callback);
  return status;
}

function keep(root: RootContext, token: u32, callback: HttpCallback): void {
  let calls = <HttpCalls | null>root.http_calls_;
  if (calls === null) root.http_calls_ = calls = new HttpCalls();
  new HttpCall(token, find(callback.origin_context), new Answer(root, calls, token), calls, callback).begin();
}

/**
 * The fields without those that frame another body than this: programs pass on the headers of the client's request, and a peer that
 * is told of a body which does not come takes the next request for it.
 */
function framed(headers: Headers, bodySize: i32): Headers {
  const fields: Headers = [];
  for (let i = 0; i < headers.length; ++i) {
    const header = headers[i];
    if (isNamed(header, "transfer-encoding")) continue;
    if (isNamed(header, "content-length") && !isNumber(header.value, bodySize)) continue;
    fields.push(header);
  }
  return fields;
}

function isNumber(digits: ArrayBuffer, value: i32): bool {
  return readText(changetype<usize>(digits), <usize>digits.byteLength) == value.toString();
}

/** What is noted of a context. That one which is being made is not noted yet: its number will do. */
function find(context: BaseContext): LiveContext {
  const current = currentContext();
  if (current !== null && current.context === context) return current;
  const live = liveContexts.get(context.context_id);
  return live === null ? new LiveContext(context.context_id, context) : live;
}
