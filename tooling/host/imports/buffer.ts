import { BufferType, Status } from "../../../assembly/shared/abi.js";
import type { Vm } from "../vm/vm.js";

const isType = (type: number): boolean => type >>> 0 <= BufferType.CallData;

/** The buffer functions. Reads are clamped to what there is; see `bodyBuffer` for where writes may go. */
export const bufferFunctions = (vm: Vm) => ({
  proxy_get_buffer_bytes(type: number, start: number, length: number, bytesOut: number, sizeOut: number): Status {
    if (!isType(type)) return Status.BadArgument;
    const buffer = vm.context.buffer(type);
    if (buffer === null) return Status.NotFound;
    const from = Math.min(start >>> 0, buffer.length);
    const size = Math.min(length >>> 0, buffer.length - from);
    return vm.copyOut(buffer.slice(from, size), bytesOut, sizeOut) ? Status.Ok : Status.InvalidMemoryAccess;
  },

  proxy_get_buffer_status(type: number, lengthOut: number, flagsOut: number): Status {
    if (!isType(type)) return Status.BadArgument;
    const buffer = vm.context.buffer(type);
    if (buffer === null) return Status.NotFound;
    const isWritten = vm.memory.writeU32(lengthOut, buffer.length) && vm.memory.writeU32(flagsOut, 0);
    return isWritten ? Status.Ok : Status.InvalidMemoryAccess;
  },

  proxy_set_buffer_bytes(type: number, start: number, length: number, bytesPointer: number, bytesSize: number): Status {
    if (!isType(type)) return Status.BadArgument;
    const buffer = vm.context.buffer(type);
    if (buffer === null) return Status.NotFound;
    const bytes = vm.memory.read(bytesPointer, bytesSize);
    if (bytes === null) return Status.InvalidMemoryAccess;
    return buffer.write(start >>> 0, length >>> 0, bytes);
  },
});
