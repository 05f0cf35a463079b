import { type Export, type Import, type ValueType, type WasmModule } from "../wasm/index.js";
import { quoteName } from "../quote-name.js";
import { error, type Refusal } from "./refusal.js";

/** The types that Envoy's view of V8 (the wasm-c-api) knows. It aborts the process on any other in an import or export. */
const KNOWN_TYPES: ReadonlySet<ValueType> = new Set([
  "i32",
  "i64",
  "f32",
  "f64",
  "funcref",
  "externref",
  "(ref func)",
  "(ref extern)",
]);

/** Refuses imports and exports on whose types Envoy 1.40 dies with SIGTRAP while it loads the module. */
export function checkBoundaryTypes(module: WasmModule): Refusal[] {
  return [
    ...module.imports.flatMap((entry) => check("imports", `${entry.module}.${entry.name}`, entry)),
    ...module.exports.flatMap((entry) => check("exports", entry.name, entry)),
  ];
}

function check(verb: "imports" | "exports", name: string, entry: Import | Export): Refusal[] {
  const hint = "keep it inside the module: only i32, i64, f32, f64, funcref and externref may cross its boundary";
  if (entry.kind === "tag") {
    return [error("boundary-type", `${verb} ${quoteName(name)}, an exception tag: Envoy crashes on it`, hint)];
  }
  const unknown = typesOf(entry).find((type) => !KNOWN_TYPES.has(type));
  if (unknown === undefined) return [];
  return [error("boundary-type", `${verb} ${quoteName(name)} with the type ${unknown}: Envoy crashes on it`, hint)];
}

function typesOf(entry: Import | Export): readonly ValueType[] {
  if ("type" in entry && entry.type !== null) return [...entry.type.params, ...entry.type.results];
  if ("valueType" in entry && entry.valueType !== null) return [entry.valueType];
  return "elementType" in entry ? [entry.elementType] : [];
}
