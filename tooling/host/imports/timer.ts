import { Status } from "../../../assembly/shared/abi.js";
import type { Vm } from "../vm/vm.js";

/** The tick of the root context, and the wall clock. */
export const timerFunctions = (vm: Vm) => ({
  proxy_set_tick_period_milliseconds(periodMs: number): Status {
    vm.context.root.setTickPeriod(periodMs >>> 0);
    return Status.Ok;
  },

  proxy_get_current_time_nanoseconds(timeOut: number): Status {
    return vm.memory.writeU64(timeOut, vm.services.clock.now()) ? Status.Ok : Status.InvalidMemoryAccess;
  },
});
