import { Status } from "../shared/abi";
import { pairsSize, writePairs } from "../pairs";
import { textSize, writeText } from "../text";
import { proxy_send_local_response } from "../imports";

/** No gRPC status goes with the reply; Envoy derives one for gRPC clients. */
export const NO_GRPC_STATUS: i32 = -1;

/**
 * Answers the client in place of the upstream, once the callback has returned. `headers` are names and values in turn, as `writePairs` takes
 * them; `grpcStatus` is what a gRPC client gets, or `NO_GRPC_STATUS`.
 */
export function sendLocalResponse<T>(
  statusCode: u32,
  details: string,
  headers: Array<T>,
  body: usize,
  bodySize: usize,
  grpcStatus: i32 = NO_GRPC_STATUS,
): Status {
  const pairs = writePairs<T>(headers);
  if (pairs == 0) return Status.InternalFailure;
  const size = pairsSize();
  const detailsStart = writeText(details);
  return proxy_send_local_response(statusCode, detailsStart, textSize(), body, bodySize, pairs, size, grpcStatus);
}
