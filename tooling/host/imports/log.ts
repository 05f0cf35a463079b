import { LogLevel, Status } from "../../../assembly/shared/abi.js";
import { lineText, MAXIMUM_LINE_BYTES } from "./log-line.js";
import type { Vm } from "../vm/vm.js";

/** `proxy_log` and `proxy_get_log_level`. */
export const logFunctions = (vm: Vm) => ({
  proxy_log(level: number, messagePointer: number, messageSize: number): Status {
    if (level >>> 0 > LogLevel.Critical) return Status.BadArgument;
    const size = messageSize >>> 0;
    const message = vm.memory.read(messagePointer, Math.min(size, MAXIMUM_LINE_BYTES));
    if (message === null || !vm.memory.contains(messagePointer, size)) return Status.InvalidMemoryAccess;
    vm.context.log(level, lineText(message, size));
    return Status.Ok;
  },

  proxy_get_log_level(levelPointer: number): Status {
    return vm.memory.writeU32(levelPointer, vm.services.logLevel) ? Status.Ok : Status.InvalidMemoryAccess;
  },
});
