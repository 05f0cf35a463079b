import { Status } from "../../../assembly/shared/abi.js";
import type { CalloutStart } from "../vm/grpc-callouts.js";
import type { GrpcMethod } from "../grpc/grpc-stream.js";
import { parsePairs } from "../http/pairs.js";
import type { Vm } from "../vm/vm.js";

/** Callouts. They belong to the root context, whichever context asked. */
export const calloutFunctions = (vm: Vm) => {
  /** Reads pointers and sizes in turn; null when one leads out of the memory. */
  const readAll = (ranges: readonly number[]): Buffer[] | null => {
    const bytes: Buffer[] = [];
    for (let index = 0; index + 1 < ranges.length; index += 2) {
      const range = vm.memory.read(ranges[index] as number, ranges[index + 1] as number);
      if (range === null) return null;
      bytes.push(range);
    }
    return bytes;
  };

  const methodOf = ([, service, method, metadata]: readonly Buffer[]): GrpcMethod => ({
    service: service?.toString("latin1") ?? "",
    method: method?.toString("latin1") ?? "",
    metadata: parsePairs(metadata ?? Buffer.alloc(0)),
  });

  const finish = (start: CalloutStart, tokenOut: number): Status => {
    if (typeof start === "number") return start;
    return vm.memory.writeU32(tokenOut, start.token) ? Status.Ok : Status.InvalidMemoryAccess;
  };

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
      const start = vm.context.root.startHttpCall({
        cluster: clusterName,
        headers: parsePairs(headerPairs),
        body: bodyBytes,
        trailers: parsePairs(trailerPairs),
        timeoutMs,
      });
      return finish(start, tokenOut);
    },

    /** Service, its full name, the method, metadata and message (a pointer and a size each), timeout, address of the token. */
    proxy_grpc_call(...args: number[]): Status {
      const bytes = readAll(args.slice(0, 10));
      const [timeoutMs = 0, tokenOut = 0] = args.slice(10);
      const [service, , , , message] = bytes ?? [];
      if (bytes === null || service === undefined || message === undefined) return Status.InvalidMemoryAccess;
      return finish(vm.context.root.grpc.call(service, methodOf(bytes), message, timeoutMs >>> 0), tokenOut);
    },

    /** Service, its full name, the method and metadata (a pointer and a size each), address of the token. */
    proxy_grpc_stream(...args: number[]): Status {
      const bytes = readAll(args.slice(0, 8));
      const [service] = bytes ?? [];
      if (bytes === null || service === undefined) return Status.InvalidMemoryAccess;
      return finish(vm.context.root.grpc.stream(service, methodOf(bytes)), args[8] ?? 0);
    },

    proxy_grpc_send(token: number, messagePointer: number, messageSize: number, endStream: number): Status {
      const message = vm.memory.read(messagePointer, messageSize);
      if (message === null) return Status.InvalidMemoryAccess;
      return vm.context.root.grpc.send(token >>> 0, message, endStream !== 0);
    },

    proxy_grpc_cancel: (token: number): Status => vm.context.root.grpc.cancel(token >>> 0),

    proxy_grpc_close: (token: number): Status => vm.context.root.grpc.close(token >>> 0),

    proxy_get_status(codeOut: number, messageOut: number, sizeOut: number): Status {
      const { code, message } = vm.context.root.calloutStatus;
      const isWritten = vm.memory.writeU32(codeOut, code) && vm.copyOut(Buffer.from(message), messageOut, sizeOut);
      return isWritten ? Status.Ok : Status.InvalidMemoryAccess;
    },
  };
};
