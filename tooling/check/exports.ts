import { CALLBACKS, ENTRY_EXPORTS, type Signature } from "../abi/signatures.js";
import { type Export, formatFunctionType, type WasmModule } from "../wasm/index.js";
import { quoteName } from "../quote-name.js";
import { ABI_VERSION, type AbiSignatures } from "../abi/versions.js";
import { isSameType } from "./imports.js";
import { error, type Refusal, warning } from "./refusal.js";

const LOOKS_LIKE_CALLBACK = /^proxy_(on|validate)_/;

/** Refuses callbacks and entry functions that Envoy would call with other types, and a module without allocator. */
export function checkExports(module: WasmModule, { callbacks }: AbiSignatures): Refusal[] {
  const exported = new Map(module.exports.map((entry) => [entry.name, entry]));
  const called = { ...callbacks, ...calledEntryFunctions(exported) };
  return [...checkAllocator(exported), ...module.exports.flatMap((entry) => checkExport(entry, called))];
}

/**
 * The entry functions that Envoy looks at, given the others: `_start` only without `_initialize`, `main` only after it,
 * `proxy_on_memory_allocate` only without `malloc`.
 */
function calledEntryFunctions(exported: ReadonlyMap<string, Export>): Record<string, Signature> {
  const isFunction = (name: string): boolean => exported.get(name)?.kind === "function";
  const ignored = isFunction("_initialize") ? ["_start"] : ["main", "__main_void"];
  if (isFunction("malloc")) ignored.push("proxy_on_memory_allocate");
  return Object.fromEntries(Object.entries(ENTRY_EXPORTS).filter(([name]) => !ignored.includes(name)));
}

function checkAllocator(exported: ReadonlyMap<string, Export>): Refusal[] {
  const hasAllocator = ["malloc", "proxy_on_memory_allocate"].some((name) => exported.get(name)?.kind === "function");
  if (hasAllocator) return [];
  const message = "exports neither malloc nor proxy_on_memory_allocate: Envoy could hand nothing over";
  return [error("allocator-missing", message, "export malloc as (i32) -> i32, as every proxy-wasm SDK does")];
}

function checkExport(entry: Export, called: Readonly<Record<string, Signature>>): Refusal[] {
  const expected = Object.hasOwn(called, entry.name) ? called[entry.name] : undefined;
  if (expected === undefined) return checkUnknownCallback(entry);
  if (entry.type === null) {
    const message = `exports ${entry.name} as a ${entry.kind}: Envoy looks for a function and never sees it`;
    return [warning("callback-not-a-function", message, "export a function under this name, or rename it")];
  }
  if (isSameType(expected, entry.type)) return [];
  const message = `exports ${entry.name} as ${formatFunctionType(entry.type)}, Envoy calls ${formatFunctionType(expected)}`;
  return [error("callback-signature", message, `correct the declaration, or use an SDK for ABI ${ABI_VERSION}`)];
}

function checkUnknownCallback(entry: Export): Refusal[] {
  const isKnown = Object.hasOwn(CALLBACKS, entry.name) || Object.hasOwn(ENTRY_EXPORTS, entry.name);
  if (isKnown || entry.kind !== "function" || !LOOKS_LIKE_CALLBACK.test(entry.name)) return [];
  const message = `exports ${quoteName(entry.name)}, a callback that Envoy does not know and never calls`;
  return [warning("unknown-callback", message, "check the spelling against the proxy-wasm specification, or drop it")];
}
