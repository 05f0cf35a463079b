import { Status } from "../../../assembly/shared/abi.js";
import { parsePairs } from "../http/pairs.js";
import type { Vm } from "../vm/vm.js";

const MAXIMUM_GRPC_STATUS = 16;

/** `proxy_send_local_response`: sent once the callback has returned, whose own answer then counts as "stop". */
export const localResponseFunctions = (vm: Vm) => ({
  proxy_send_local_response(
    ...[status, details, detailsSize, body, bodySize, headers, headersSize, grpcStatus]: [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
  ): Status {
    const detailsText = vm.memory.readString(details, detailsSize);
    const bodyBytes = vm.memory.read(body, bodySize);
    const headerPairs = vm.memory.read(headers, headersSize);
    if (detailsText === null || bodyBytes === null || headerPairs === null) return Status.InvalidMemoryAccess;
    const isGrpcStatus = grpcStatus >>> 0 <= MAXIMUM_GRPC_STATUS;
    vm.context.sendLocalResponse({
      status: status >>> 0,
      headers: parsePairs(headerPairs),
      body: bodyBytes,
      grpcStatus: isGrpcStatus ? grpcStatus : null,
      details: detailsText.replace(/[ \t\n\v\f\r]/g, "_"),
    });
    vm.isIterationStopped = true;
    return Status.Ok;
  },
});
