import { LogLevel } from "../shared/abi";
import { endPauses, mayAnswer } from "../dispatcher/current";
import { log } from "../hostcalls/log";
import { proxy_send_local_response } from "../imports";
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
  const pairs = writeHeaders(regularFields(additional_headers));
  const size = headersSize();
  const details = writeText(response_code_details);
  const detailsSize = textSize();
  const start = changetype<usize>(body);
  let status: i32 = WasmResultValues.BadArgument;
  if (pairs != 0 && response_code >= 200 && response_code <= 599) {
    status = proxy_send_local_response(
      response_code,
      details,
      detailsSize,
      start,
      body.byteLength,
      pairs,
      size,
      grpc_status,
    );
  }
  if (status != WasmResultValues.Ok) {
    log(LogLevel.Error, "a local response can't be sent as it is: 500 in its place");
    status = proxy_send_local_response(500, details, detailsSize, 0, 0, 0, 0, grpc_status);
  }
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
