import { type Signature } from "../abi/signatures.js";
import { type FunctionType, formatFunctionType, type Import, type WasmModule } from "../wasm/index.js";
import { quoteName } from "../quote-name.js";
import { ABI_VERSION, type AbiSignatures } from "../abi/versions.js";
import { hintForUnknownImport } from "./import-hints.js";
import { error, type Refusal } from "./refusal.js";

/** Refuses imports that Envoy does not have, or has with other types. Tables and memories it makes itself. */
export function checkImports(module: WasmModule, { hostFunctions }: AbiSignatures): Refusal[] {
  const known = new Set(Object.keys(hostFunctions));
  return module.imports.flatMap((entry) => checkImport(entry, hostFunctions, known));
}

function checkImport(
  entry: Import,
  hostFunctions: Readonly<Record<string, Signature>>,
  known: ReadonlySet<string>,
): Refusal[] {
  const key = `${entry.module}.${entry.name}`;
  const shown = quoteName(key);
  if (entry.kind === "global") {
    return [
      error("imported-global", `imports the global ${shown}`, "define it in the module: Envoy offers no globals"),
    ];
  }
  if (entry.kind !== "function") return [];
  if (!known.has(key)) {
    const hint = hintForUnknownImport(entry.module, entry.name, known);
    return [error("unknown-import", `imports ${shown}, which Envoy does not offer`, hint)];
  }
  const expected = hostFunctions[key];
  if (expected === undefined || isSameType(expected, entry.type)) return [];
  const message = `imports ${shown} as ${formatFunctionType(entry.type)}, Envoy offers ${formatFunctionType(expected)}`;
  return [error("import-signature", message, `correct the declaration, or use an SDK for ABI ${ABI_VERSION}`)];
}

export function isSameType(a: FunctionType, b: FunctionType): boolean {
  return formatFunctionType(a) === formatFunctionType(b);
}
