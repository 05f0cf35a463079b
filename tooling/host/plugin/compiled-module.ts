import { ABI_VERSION, findAbiVersions } from "../../abi/versions.js";
import { checkDeclarations, refuseUnloadable } from "../../check/check-module.js";
import { ENVOY_MAXIMUM_PAGES } from "../../check/memory.js";
import { ToolError } from "../../error.js";
import { limitMemory } from "../../wasm/limit-memory.js";
import type { Import } from "../../wasm/module.js";
import { readModule } from "../../wasm/read-module.js";
import type { Plugin } from "./plugin.js";
import { moduleRefused } from "./refusal.js";

/** A module that Envoy would load, compiled by V8. */
export interface CompiledModule {
  readonly module: WebAssembly.Module;
  readonly imports: readonly Import[];
}

/** A plugin and the module it is an instance of. */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  readonly module: CompiledModule;
}

/**
 * Compiles a module, after the checks Envoy makes before it instantiates one. Its memory has the maximum that it has in Envoy.
 *
 * @throws ToolError `ERR_MODULE_INVALID` when the bytes are no module, `ERR_MODULE_REFUSED` when Envoy would not load it, or
 *   it speaks an older version of the ABI
 */
export async function compileModule(name: string, bytes: Uint8Array): Promise<CompiledModule> {
  const module = readModule(bytes);
  refuseUnloadable(`plugin "${name}"`, checkDeclarations(module));
  const [version] = findAbiVersions(module);
  if (version !== ABI_VERSION) {
    throw moduleRefused(name, `this host runs ABI ${ABI_VERSION}, the module speaks ${version}`);
  }
  try {
    return {
      module: await WebAssembly.compile(new Uint8Array(limitMemory(bytes, ENVOY_MAXIMUM_PAGES))),
      imports: module.imports,
    };
  } catch (cause) {
    throw new ToolError("ERR_MODULE_INVALID", `plugin "${name}": the module is not valid WebAssembly`, { cause });
  }
}
