import { ABI_VERSION_MARKER } from "../../assembly/shared/abi-version.js";
import { formatFunctionType, type Import, type WasmModule } from "../wasm/module.js";
import { readModule } from "../wasm/read-module.js";
import { ToolError } from "../error.js";
import { moduleRefused } from "./refusal.js";
import { CALLBACKS, ENTRY_EXPORTS, HOST_FUNCTIONS, type Signature } from "../abi/signatures.js";

/** A module that Envoy would load, compiled by V8. */
export interface CompiledModule {
  readonly module: WebAssembly.Module;
  readonly imports: readonly Import[];
}

const GUEST_FUNCTIONS: Readonly<Record<string, Signature>> = { ...ENTRY_EXPORTS, ...CALLBACKS };

/**
 * Compiles a module, after the checks Envoy makes before it instantiates one.
 *
 * @throws ToolError `ERR_MODULE_INVALID` when the bytes are no module, `ERR_MODULE_REFUSED` when Envoy would not load it
 */
export async function compileModule(name: string, bytes: Uint8Array): Promise<CompiledModule> {
  const module = readModule(bytes);
  const reason = reasonToRefuse(module);
  if (reason !== null) throw moduleRefused(name, reason);
  try {
    return { module: await WebAssembly.compile(new Uint8Array(bytes)), imports: module.imports };
  } catch (cause) {
    throw new ToolError("ERR_MODULE_INVALID", `plugin "${name}": the module is not valid WebAssembly`, { cause });
  }
}

function reasonToRefuse(module: WasmModule): string | null {
  const functions = new Map(module.exports.flatMap((entry) => (entry.type ? [[entry.name, entry.type] as const] : [])));
  if (!functions.has(ABI_VERSION_MARKER)) return "Missing or unknown Proxy-Wasm ABI version";
  for (const entry of module.imports) {
    const reason = reasonToRefuseImport(entry);
    if (reason !== null) return reason;
  }
  if (!functions.has("malloc") && !functions.has("proxy_on_memory_allocate")) {
    return "Wasm module is missing malloc function.";
  }
  for (const [name, type] of functions) {
    const wanted = GUEST_FUNCTIONS[name];
    if (wanted !== undefined && formatFunctionType(wanted) !== formatFunctionType(type)) {
      return (
        `Bad function signature for: ${name}, want: ${formatFunctionType(wanted)}, ` +
        `but the module exports: ${formatFunctionType(type)}`
      );
    }
    if ([...type.params, ...type.results].includes("v128")) return `v128 in the signature of ${name} crashes Envoy`;
  }
  return null;
}

function reasonToRefuseImport(entry: Import): string | null {
  const name = `${entry.module}.${entry.name}`;
  if (entry.kind === "memory" || entry.kind === "table") return null;
  const offered = HOST_FUNCTIONS[name];
  if (entry.kind !== "function" || offered === undefined) {
    return `Failed to load Wasm module due to a missing import: ${name}`;
  }
  if (formatFunctionType(offered) === formatFunctionType(entry.type)) return null;
  return (
    `Failed to load Wasm module due to an import type mismatch: ${name}, ` +
    `want: ${formatFunctionType(entry.type)}, but host exports: ${formatFunctionType(offered)}`
  );
}
