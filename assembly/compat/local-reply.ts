import { LogLevel } from "../shared/abi";
import { COMES_BACK } from "../build";
import { countRelease, currentContext, endPauses, mayAnswer, mayRelease } from "../dispatcher/current";
import { Postponed, postponeReply } from "../dispatcher/postponed";
import { log } from "../hostcalls/log";
import { proxy_send_local_response } from "../imports";
import { LiveContext } from "../live-context";
import { textSize, writeText } from "../text";
import { GrpcStatusValues, WasmResultValues } from "./enums";
import { HeaderPair, Headers, headersSize, writeHeaders } from "./header-pairs";

/**
 * Answers the client in place of the upstream, once the callback has returned; the callback then returns `StopIteration`. With
 * `GrpcStatusValues.InvalidCode`, Envoy derives a gRPC client's status from the HTTP one.
 *
 * A status that is not from 200 to 599, or headers that Envoy does not take, make it a 500 without a body: who refuses a request is
 * not overruled by a mistake. `BadArgument` where there is no client any more: in `onLog`, `onDone` and `onDelete`, Envoy would crash.
 */
export function send_local_response(
  response_code: u32,
  response_code_details: string,
  body: ArrayBuffer,
  additional_headers: Headers,
  grpc_status: GrpcStatusValues,
): WasmResultValues {
  if (!mayAnswer()) return WasmResultValues.BadArgument;
  const live = currentContext();
  const reply = new LocalResponse(response_code, response_code_details, body, additional_headers, grpc_status);
  const status =
    !COMES_BACK || live === null || mayRelease()
      ? reply.send()
      : postponeReply(new PostponedResponse(live, reply.copy()));
  if (status == WasmResultValues.Ok) endPauses();
  return status;
}

/** `send_local_response` without a gRPC status. */
export function send_http_response(
  response_code: u32,
  response_code_details: string,
  body: ArrayBuffer,
  additional_headers: Headers,
): WasmResultValues {
  return send_local_response(
    response_code,
    response_code_details,
    body,
    additional_headers,
    GrpcStatusValues.InvalidCode,
  );
}

/** The fields without pseudo-headers, which a local reply makes itself. */
function regularFields(headers: Headers): Headers {
  let regular = true;
  for (let i = 0; i < headers.length; ++i) regular = regular && !isPseudoHeader(headers[i]);
  if (regular) return headers;
  const fields: Headers = [];
  for (let i = 0; i < headers.length; ++i) {
    if (!isPseudoHeader(headers[i])) fields.push(headers[i]);
  }
  return fields;
}

function isPseudoHeader(header: HeaderPair): bool {
  return header.key.byteLength > 0 && load<u8>(changetype<usize>(header.key)) == 0x3a;
}


@final
class LocalResponse {
  constructor(
    private readonly code: u32,
    private readonly details: string,
    private readonly body: ArrayBuffer,
    private readonly headers: Headers,
    private readonly grpcStatus: GrpcStatusValues,
  ) {}

  /** What its maker may change before it is sent has no hold on the copy. */
  copy(): LocalResponse {
    const headers: Headers = [];
    for (let i = 0; i < this.headers.length; ++i) {
      headers.push(new HeaderPair(this.headers[i].key.slice(0), this.headers[i].value.slice(0)));
    }
    return new LocalResponse(this.code, this.details, this.body.slice(0), headers, this.grpcStatus);
  }

  send(): WasmResultValues {
    countRelease();
    const pairs = writeHeaders(regularFields(this.headers));
    const size = headersSize();
    const details = writeText(this.details);
    const detailsSize = textSize();
    const start = changetype<usize>(this.body);
    if (pairs != 0 && this.code >= 200 && this.code <= 599) {
      const bodySize = this.body.byteLength;
      const status = proxy_send_local_response(
        this.code,
        details,
        detailsSize,
        start,
        bodySize,
        pairs,
        size,
        this.grpcStatus,
      );
      if (status == WasmResultValues.Ok) return status;
    }
    log(LogLevel.Error, "a local response can't be sent as it is: 500 in its place");
    // Without the details: they may be what memory can't hold.
    return proxy_send_local_response(500, 0, 0, 0, 0, 0, 0, this.grpcStatus);
  }
}

/** A response to one stream of too many for one callback. */
@final
class PostponedResponse extends Postponed {
  constructor(
    live: LiveContext,
    private readonly response: LocalResponse,
  ) {
    super(live);
  }

  act(): void {
    if (mayAnswer() && this.response.send() == WasmResultValues.Ok) endPauses();
  }
}
