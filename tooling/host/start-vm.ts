import { moduleRefused } from "./plugin/refusal.js";
import type { Services } from "./vm/services.js";
import type { VmRole } from "./trace/trace.js";
import { Vm } from "./vm/vm.js";
import type { LoadedPlugin } from "./plugin/compiled-module.js";
import { linkImports } from "./imports/link.js";

/**
 * Makes a VM and starts it. Envoy refuses a plugin that fails so in the base VM or the canary; where its main thread or a worker fails,
 * it leaves the filter out there without a word to the client, which no test could see: here that is refused, too.
 *
 * @throws ToolError `ERR_MODULE_REFUSED` when the module can't be instantiated, or traps in `_initialize`, `main` or `_start`
 */
export function startVm({ plugin, module }: LoadedPlugin, services: Services, role: VmRole): Vm {
  const vm = new Vm(module, plugin, services, role, linkImports);
  vm.start();
  if (vm.failure !== null) throw moduleRefused(plugin.name, vm.failure);
  return vm;
}
