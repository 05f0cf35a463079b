import { type Limits, type WasmModule } from "../wasm/index.js";
import { error, type Refusal, warning } from "./refusal.js";

/** Envoy gives a V8 instance at most 1 GiB: 16,384 pages of 64 KiB. */
export const ENVOY_MAXIMUM_PAGES = 16_384;
const MEBIBYTE_PAGES = 16;

/** Refuses memories that Envoy cannot reach, cannot make or could not bound. */
export function checkMemory(module: WasmModule): Refusal[] {
  return [
    ...checkReachable(module),
    ...module.memories.flatMap((memory) => checkLimits(memory)),
    ...checkImported(module),
    ...checkUnusual(module),
  ];
}

function checkReachable(module: WasmModule): Refusal[] {
  const exported = module.exports.filter((entry) => entry.kind === "memory");
  const hasImported = module.imports.some((entry) => entry.kind === "memory");
  if (exported.length === 0 && !hasImported) {
    const message = "exports no memory: Envoy crashes as soon as the module hands it a pointer";
    return [error("memory-not-exported", message, 'export the memory under the name "memory"')];
  }
  if (exported.length > 1) {
    const message = `exports ${exported.length} memories: Envoy reads and writes the last one only`;
    return [warning("several-memories", message, 'export one memory, "memory"')];
  }
  const only = exported[0];
  if (only === undefined || only.name !== "memory") {
    const message = 'exports no memory named "memory": Envoy takes any, other proxy-wasm hosts do not';
    return [warning("memory-name", message, 'export the memory under the name "memory"')];
  }
  return [];
}

function checkLimits({ minimum, maximum }: Limits): Refusal[] {
  if (minimum > ENVOY_MAXIMUM_PAGES) {
    const message = `asks for ${toMebibytes(minimum)} MiB of memory at once, Envoy gives 1024 MiB`;
    return [error("memory-minimum", message, "lower the initial memory")];
  }
  const hint = "set a maximum: `sluice build` does, wasm-ld has --max-memory=BYTES (Rust: -C link-arg=…)";
  if (maximum === null) {
    return [error("memory-unbounded", "names no maximum for its memory: one VM may take 1 GiB, in every worker", hint)];
  }
  if (maximum > ENVOY_MAXIMUM_PAGES) {
    const message = `names a memory maximum of ${toMebibytes(maximum)} MiB, beyond the 1024 MiB at which Envoy stops`;
    return [error("memory-maximum", message, hint)];
  }
  return [];
}

function checkImported(module: WasmModule): Refusal[] {
  const imported = module.imports.filter((entry) => entry.kind === "memory");
  const isRefused = imported.length > 1 || imported.some(({ limits }) => limits.isShared || limits.is64);
  if (!isRefused) return [];
  const message = "imports several memories, or one that is shared or has 64-bit addresses: Envoy makes a plain one";
  return [error("imported-memory", message, "define the memory in the module")];
}

function checkUnusual(module: WasmModule): Refusal[] {
  const hint = "use a plain 32-bit memory: other hosts and older Envoys refuse the rest";
  const findings: Refusal[] = [];
  if (module.memories.some((memory) => memory.isShared)) {
    findings.push(warning("shared-memory", "its memory is shared: a proxy-wasm VM has one thread", hint));
  }
  if (module.memories.some((memory) => memory.is64)) {
    findings.push(warning("memory64", "its memory has 64-bit addresses, the ABI's pointers have 32", hint));
  }
  return findings;
}

function toMebibytes(pages: number): number {
  return Math.ceil(pages / MEBIBYTE_PAGES);
}
