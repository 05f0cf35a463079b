import { type Import, type Limits, type WasmModule } from "../wasm/index.js";
import { error, type Refusal, warning } from "./refusal.js";

/** V8's words for a feature that this Node's V8 is too old for. */
const UNKNOWN_FEATURE = /--experimental-wasm|heap type|exceeds internal limit|at most one memory|limits flags/i;
const PLAIN_REFERENCES: ReadonlySet<string> = new Set(["i32", "i64", "f32", "f64", "v128", "funcref", "externref"]);

/** Lets V8 validate the module. Envoy's V8 is newer than Node's: what this one may be too old to judge is a warning. */
export function checkValidity(module: WasmModule, bytes: Uint8Array): Refusal[] {
  const fault = faultOf(() => new WebAssembly.Module(bytes as BufferSource));
  if (fault === null) return [];
  if (usesNewerFeature(module) || UNKNOWN_FEATURE.test(fault)) {
    const message = `uses a WebAssembly feature that V8 ${process.versions.v8} in this Node cannot check: ${fault}`;
    return [warning("unchecked-feature", message, "run it on the gateway's own Envoy, or check with a newer Node")];
  }
  return [
    error("invalid-module", `not valid WebAssembly: ${fault}`, "the file is damaged, or its compiler has a defect"),
  ];
}

/**
 * Instantiates the module with host functions that do nothing, to find segments that lie outside their memory or table.
 * Runs none of its code, so the module must have no start section.
 */
export function checkInstantiation(module: WasmModule, bytes: Uint8Array): Refusal[] {
  const fault = faultOf(() => {
    const imports: WebAssembly.Imports = {};
    for (const entry of module.imports) (imports[entry.module] ??= {})[entry.name] = standIn(entry);
    new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), imports);
  });
  if (fault === null) return [];
  const hint = "let its data and element segments fit the initial memory and table, and both what V8 can allocate";
  return [error("cannot-instantiate", `cannot be instantiated: ${fault}`, hint)];
}

function standIn(entry: Import): WebAssembly.ImportValue {
  switch (entry.kind) {
    case "function":
      return () => 0;
    case "memory":
      return new WebAssembly.Memory({ ...descriptor(entry.limits), shared: entry.limits.isShared });
    case "table":
      return new WebAssembly.Table({
        ...descriptor(entry.limits),
        element: entry.elementType === "externref" ? "externref" : "anyfunc",
      });
    case "global":
    case "tag":
      throw new TypeError(`no stand-in for a ${entry.kind}`);
  }
}

function descriptor({ minimum, maximum }: Limits): { initial: number; maximum?: number } {
  return maximum === null ? { initial: minimum } : { initial: minimum, maximum };
}

function usesNewerFeature(module: WasmModule): boolean {
  const types = module.types.flatMap((type) => (type === null ? ["structured"] : [...type.params, ...type.results]));
  const hasNewMemory = module.memories.length > 1 || module.memories.some((memory) => memory.is64);
  return hasNewMemory || types.some((type) => !PLAIN_REFERENCES.has(type));
}

/** V8's complaint without the name of the API that was called, null when it has none. */
function faultOf(action: () => void): string | null {
  try {
    action();
    return null;
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    return fault.message.replace(/^WebAssembly\.\w+\(\): /, "");
  }
}
