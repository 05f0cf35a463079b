import { LogLevel, Status } from "../../../assembly/shared/abi.js";
import type { Vm } from "../vm.js";

/** `proxy_log` and `proxy_get_log_level`. */
export const logFunctions = (vm: Vm) => ({
  proxy_log(level: number, messagePointer: number, messageSize: number): Status {
    if (level >>> 0 > LogLevel.Critical) return Status.BadArgument;
    const message = vm.memory.read(messagePointer, messageSize);
    if (message === null) return Status.InvalidMemoryAccess;
    vm.context.log(level, message.toString("utf8"));
    return Status.Ok;
  },

  proxy_get_log_level(levelPointer: number): Status {
    return vm.memory.writeU32(levelPointer, vm.services.logLevel) ? Status.Ok : Status.InvalidMemoryAccess;
  },
});
