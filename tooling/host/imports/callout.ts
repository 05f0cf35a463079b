import { Status } from "../../../assembly/shared/abi.js";
import { parsePairs } from "../pairs.js";
import type { Vm } from "../vm.js";

const CALLOUT_KINDS = { httpCall: 0, grpcCall: 1, grpcStream: 2 } as const;
const kindOf = (token: number): number => token & 3;

/**
 * Callouts. They belong to the root context, whichever context asked. No gRPC client is part of this host: a gRPC call is
 * answered as Envoy answers one to a cluster it does not know.
 */
export const calloutFunctions = (vm: Vm) => {
  const grpcStart = (...ranges: (readonly [pointer: number, size: number])[]): Status =>
    ranges.some(([pointer, size]) => vm.memory.read(pointer, size) === null)
      ? Status.InvalidMemoryAccess
      : Status.ParseFailure;

  return {
    proxy_http_call(
      ...[cluster, clusterSize, headers, headersSize, body, bodySize, trailers, trailersSize, timeoutMs, tokenOut]: [
        number,
        number,
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
      const { memory } = vm;
      const clusterName = memory.read(cluster, clusterSize)?.toString("utf8");
      const bodyBytes = memory.read(body, bodySize);
      const headerPairs = memory.read(headers, headersSize);
      const trailerPairs = memory.read(trailers, trailersSize);
      if (clusterName === undefined || bodyBytes === null || headerPairs === null || trailerPairs === null) {
        return Status.InvalidMemoryAccess;
      }
      if (!memory.writeU32(tokenOut, 0)) return Status.InvalidMemoryAccess;
      const token = vm.context.root.startHttpCall({
        cluster: clusterName,
        headers: parsePairs(headerPairs),
        body: bodyBytes,
        trailers: parsePairs(trailerPairs),
        timeoutMs,
      });
      if (token === null) return Status.BadArgument;
      memory.writeU32(tokenOut, token);
      return Status.Ok;
    },

    proxy_grpc_call(...args: number[]): Status {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0] = args;
      return grpcStart([a, b], [c, d], [e, f], [g, h], [i, j]);
    },

    proxy_grpc_stream(...args: number[]): Status {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = args;
      return grpcStart([a, b], [c, d], [e, f], [g, h]);
    },

    proxy_grpc_send(token: number, messagePointer: number, messageSize: number): Status {
      if (vm.memory.read(messagePointer, messageSize) === null) return Status.InvalidMemoryAccess;
      return kindOf(token) === CALLOUT_KINDS.grpcStream ? Status.NotFound : Status.BadArgument;
    },

    proxy_grpc_cancel: (token: number): Status => grpcEnd(token),

    proxy_grpc_close: (token: number): Status => grpcEnd(token),

    proxy_get_status(codeOut: number, messageOut: number, sizeOut: number): Status {
      const { code, message } = vm.context.root.calloutStatus;
      const isWritten = vm.memory.writeU32(codeOut, code) && vm.copyOut(Buffer.from(message), messageOut, sizeOut);
      return isWritten ? Status.Ok : Status.InvalidMemoryAccess;
    },
  };
};

function grpcEnd(token: number): Status {
  const isGrpc = kindOf(token) === CALLOUT_KINDS.grpcCall || kindOf(token) === CALLOUT_KINDS.grpcStream;
  return isGrpc ? Status.NotFound : Status.BadArgument;
}
