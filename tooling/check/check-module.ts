import { ToolError } from "../error.js";
import { ABI_VERSION, findAbiVersions, signaturesOf } from "../abi/versions.js";
import { checkBoundaryTypes } from "./boundary-types.js";
import { checkExports } from "./exports.js";
import { checkImports } from "./imports.js";
import { checkInstantiation, checkValidity } from "./instantiation.js";
import { checkMarkers } from "./markers.js";
import { checkMemory } from "./memory.js";
import { error, type Refusal, STRICTER_THAN_ENVOY } from "./refusal.js";
import { readModule, type WasmModule } from "../wasm/index.js";

export { type Refusal, STRICTER_THAN_ENVOY } from "./refusal.js";

/**
 * Finds what makes Envoy 1.40 refuse a module, crash on it or run it without bounds. Every rule was seen on that Envoy.
 * An empty list, or warnings alone, means that the module loads (what its code then does is another matter).
 *
 * Never throws on a module, however broken: bytes that are no module give the one refusal `invalid-module`.
 *
 * @example
 * checkModule(bytes).filter((refusal) => refusal.severity === "error");
 */
export function checkModule(bytes: Uint8Array): Refusal[] {
  let module: WasmModule;
  try {
    module = readModule(bytes);
  } catch (cause) {
    if (!(cause instanceof ToolError)) throw cause;
    return [error("invalid-module", cause.message, cause.hint ?? "build or fetch it again")];
  }
  const validity = checkValidity(module, bytes);
  if (validity.some(isError)) return validity;
  const findings = [...checkDeclarations(module), ...validity];
  if (findings.some(isError) || validity.length > 0) return findings;
  return [...findings, ...checkInstantiation(module, bytes)];
}

/** Finds the same by what a module declares, without having V8 look at it. */
export function checkDeclarations(module: WasmModule): Refusal[] {
  const abi = signaturesOf(findAbiVersions(module)[0] ?? ABI_VERSION);
  return [
    ...checkMarkers(module),
    ...checkBoundaryTypes(module),
    ...checkImports(module, abi),
    ...checkExports(module, abi),
    ...checkMemory(module),
    ...checkStart(module),
    ...checkNames(module),
  ];
}

/**
 * Refuses a module that Envoy itself would not load, or crash on; what is only stricter than Envoy passes.
 *
 * @param name the module as the user knows it, for the message
 * @throws ToolError ERR_MODULE_REFUSED
 */
export function refuseUnloadable(name: string, refusals: readonly Refusal[]): void {
  const found = refusals.find(({ rule, severity }) => severity === "error" && !STRICTER_THAN_ENVOY.includes(rule));
  if (found === undefined) return;
  throw new ToolError("ERR_MODULE_REFUSED", `${name}: ${found.message}`, { hint: found.hint });
}

function checkStart(module: WasmModule): Refusal[] {
  if (module.start === null) return [];
  const message = "has a start section: a host call from there crashes Envoy (segmentation fault)";
  return [error("start-section", message, "export _initialize in its place: asc has --exportStart _initialize")];
}

function checkNames(module: WasmModule): Refusal[] {
  if (!module.hasMalformedNames) return [];
  const message = 'its "name" section is malformed: Envoy takes the whole module for corrupted';
  return [error("name-section", message, "strip the section (wasm-opt --strip-debug), or build again")];
}

function isError(refusal: Refusal): boolean {
  return refusal.severity === "error";
}
