import { Status } from "../../../assembly/shared/abi.js";
import type { Vm } from "../vm/vm.js";

/** `proxy_set_effective_context` and `proxy_done`, and the two functions Emscripten's runtime links. */
export const contextFunctions = (vm: Vm) => ({
  proxy_set_effective_context(id: number): Status {
    return vm.setEffectiveContext(id >>> 0) ? Status.Ok : Status.BadArgument;
  },

  proxy_done(): Status {
    const key = vm.context.plugin?.key ?? "";
    const root = vm.pendingDone.get(key);
    if (root === undefined) return Status.NotFound;
    vm.pendingDone.delete(key);
    vm.defer(() => root.finish());
    return Status.Ok;
  },

  pthread_equal: (left: number, right: number): number => (left === right ? 1 : 0),

  emscripten_notify_memory_growth(): void {},
});
