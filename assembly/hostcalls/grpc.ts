import { Status } from "../shared/abi";
import { areFields } from "../field-value";
import { grpcServiceSize, writeGrpcService } from "../grpc-service";
import { RESULT_NUMBER } from "../memory";
import { pairsSize, writePairs } from "../pairs";
import { textSize, writeText } from "../text";
import { proxy_grpc_call, proxy_grpc_cancel, proxy_grpc_close, proxy_grpc_send, proxy_grpc_stream } from "../imports";

/**
 * Calls a unary method of the service behind a cluster; the answer comes to `proxy_on_grpc_receive`, a failure to
 * `proxy_on_grpc_close`, with `grpcToken()`. `initialMetadata` is names and values in turn. `InternalFailure` for an unknown cluster,
 * `BadArgument` for metadata that no message may have: see `areFields`.
 */
export function grpcCall(
  cluster: string,
  service: string,
  method: string,
  initialMetadata: Array<string>,
  message: usize,
  messageSize: usize,
  timeoutMs: u32,
): Status {
  if (!areFields(initialMetadata)) return Status.BadArgument;
  const grpcService = writeGrpcService(cluster);
  const pairs = writePairs<string>(initialMetadata);
  if (grpcService == 0 || pairs == 0) return Status.InternalFailure;
  const size = pairsSize();
  const serviceStart = writeText(service);
  const serviceSize = textSize();
  const methodStart = writeText(method);
  store<u32>(RESULT_NUMBER, 0);
  return proxy_grpc_call(
    grpcService,
    grpcServiceSize(),
    serviceStart,
    serviceSize,
    methodStart,
    textSize(),
    pairs,
    size,
    message,
    messageSize,
    timeoutMs,
    RESULT_NUMBER,
  );
}

/** Opens a stream; see `grpcCall`. What comes on it goes to the `proxy_on_grpc_…` callbacks with `grpcToken()`. */
export function grpcStream(cluster: string, service: string, method: string, initialMetadata: Array<string>): Status {
  if (!areFields(initialMetadata)) return Status.BadArgument;
  const grpcService = writeGrpcService(cluster);
  const pairs = writePairs<string>(initialMetadata);
  if (grpcService == 0 || pairs == 0) return Status.InternalFailure;
  const size = pairsSize();
  const serviceStart = writeText(service);
  const serviceSize = textSize();
  const methodStart = writeText(method);
  store<u32>(RESULT_NUMBER, 0);
  return proxy_grpc_stream(
    grpcService,
    grpcServiceSize(),
    serviceStart,
    serviceSize,
    methodStart,
    textSize(),
    pairs,
    size,
    RESULT_NUMBER,
  );
}

/** The token of the last call or stream. */
// @ts-ignore: decorator
@inline
export function grpcToken(): u32 {
  return load<u32>(RESULT_NUMBER);
}

/** Sends a message on a stream; with `endOfStream`, the last. */
export function grpcSend(token: u32, message: usize, messageSize: usize, endOfStream: bool): Status {
  return proxy_grpc_send(token, message, messageSize, i32(endOfStream));
}

/** Gives a call or a stream up: no callback comes for it any more. */
export function grpcCancel(token: u32): Status {
  return proxy_grpc_cancel(token);
}

/** Ends our side of a stream; the other may still send. */
export function grpcClose(token: u32): Status {
  return proxy_grpc_close(token);
}
