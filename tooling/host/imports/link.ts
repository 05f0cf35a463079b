import { ENVOY_MAXIMUM_PAGES } from "../../check/memory.js";
import type { Import, Limits } from "../../wasm/module.js";
import type { LinkedImports, Vm } from "../vm/vm.js";
import { bufferFunctions } from "./buffer.js";
import { calloutFunctions } from "./callout.js";
import { contextFunctions } from "./context.js";
import { dnsFunctions } from "./dns.js";
import { foreignFunctionFunctions } from "./foreign-function.js";
import { headerFunctions } from "./headers.js";
import { localResponseFunctions } from "./local-response.js";
import { logFunctions } from "./log.js";
import { metricFunctions } from "./metrics.js";
import { propertyFunctions } from "./property.js";
import { queueFunctions } from "./queue.js";
import { sharedDataFunctions } from "./shared-data.js";
import { type ProxyFunctionName, WASI_MODULES, type WasiFunctionName } from "../../abi/signatures.js";
import { streamFunctions } from "./stream.js";
import { timerFunctions } from "./timer.js";
import { wasiFunctions } from "./wasi.js";

/** A host function as JavaScript sees it: i32 as numbers, i64 as bigints. */
export type HostFunction = (...args: never[]) => number | void;

/** Makes the host's side of each import of a module whose imports were checked before. */
export function linkImports(vm: Vm, imports: readonly Import[]): LinkedImports {
  const offered = offeredFunctions(vm);
  const importObject: WebAssembly.Imports = {};
  let memory: WebAssembly.Memory | null = null;
  for (const entry of imports) {
    const names = (importObject[entry.module] ??= {});
    const name = `${entry.module}.${entry.name}`;
    if (entry.kind === "memory") names[entry.name] = memory = newMemory(entry.limits);
    else if (entry.kind === "table") {
      const element = entry.elementType === "externref" ? "externref" : "anyfunc";
      names[entry.name] = new WebAssembly.Table({ element, ...toDescriptor(entry.limits) });
    } else {
      const call = guard(vm, name, offered.get(name) as HostFunction);
      names[entry.name] = vm.trace?.wrap(entry.name, () => vm.memory, call) ?? call;
    }
  }
  return { importObject, memory };
}

function offeredFunctions(vm: Vm): ReadonlyMap<string, HostFunction> {
  const proxy: Record<ProxyFunctionName, HostFunction> = {
    ...bufferFunctions(vm),
    ...calloutFunctions(vm),
    ...contextFunctions(vm),
    ...dnsFunctions(vm),
    ...foreignFunctionFunctions(vm),
    ...headerFunctions(vm),
    ...localResponseFunctions(vm),
    ...logFunctions(vm),
    ...metricFunctions(vm),
    ...propertyFunctions(vm),
    ...queueFunctions(vm),
    ...sharedDataFunctions(vm),
    ...streamFunctions(vm),
    ...timerFunctions(vm),
  };
  const wasi: Record<WasiFunctionName, HostFunction> = wasiFunctions(vm);
  return new Map([
    ...Object.entries(proxy).map(([name, call]) => [`env.${name}`, call] as const),
    ...WASI_MODULES.flatMap((module) =>
      Object.entries(wasi).map(([name, call]) => [`${module}.${name}`, call] as const),
    ),
  ]);
}

/** What is thrown here traps the guest: the engine carries it through the guest's frames back to the VM. */
function guard(vm: Vm, name: string, call: HostFunction): HostFunction {
  return (...args) => {
    if (!vm.isAllowed(name)) throw new WebAssembly.RuntimeError("restricted_callback");
    return call(...args);
  };
}

function newMemory(limits: Limits): WebAssembly.Memory {
  const maximum = Math.min(limits.maximum ?? Infinity, ENVOY_MAXIMUM_PAGES);
  return new WebAssembly.Memory(toDescriptor({ ...limits, maximum }));
}

function toDescriptor(limits: Limits): { initial: number; maximum?: number; shared?: boolean } {
  return {
    initial: limits.minimum,
    ...(limits.maximum === null ? {} : { maximum: limits.maximum }),
    ...(limits.isShared ? { shared: true } : {}),
  };
}
