import { createHash } from "node:crypto";
import { CALLBACKS, type Signature } from "../abi/signatures.js";
import { type AbiVersion, findAbiVersions } from "../abi/versions.js";
import { findPapers, type Papers } from "./papers.js";
import { readModule, type WasmModule } from "../wasm/index.js";
import { PAGE_BYTES } from "../wasm/page-bytes.js";

const LARGEST_FUNCTIONS = 20;

/** Name and size of a part of a module. */
export interface SizedPart {
  readonly name: string;
  readonly sizeBytes: number;
}

/** What is inside a module. JSON-serialisable; sizes are bytes in the file. */
export interface ModuleReport {
  /** Of the whole file. */
  readonly sizeBytes: number;
  /** Of the whole file, in hex: what a WasmPlugin's `sha256` takes beside an `https` URL. */
  readonly sha256: string;
  /** null: no marker that Envoy knows. */
  readonly abiVersion: AbiVersion | null;
  /** Exported callbacks, sorted. */
  readonly callbacks: readonly string[];
  /** Imported functions, sorted: `proxy_log` for those of proxy-wasm, `wasi_snapshot_preview1.fd_write` for all others. */
  readonly hostFunctions: readonly string[];
  /** The module's first memory, null without one. */
  readonly memory: { readonly minimumBytes: number; readonly maximumBytes: number | null } | null;
  /** What `sluice build` wrote into the module, null for a module of another toolchain. */
  readonly papers: Papers | null;
  /** Every section in file order, headers included; a custom section under its own name. */
  readonly sections: readonly (SizedPart & { readonly isCustom: boolean })[];
  /** The whole file split in three. */
  readonly sizes: { readonly code: number; readonly data: number; readonly other: number };
  /** How many functions the module defines. */
  readonly functionCount: number;
  /** The largest functions, by `name` where the module has names or exports the function, else `function 12`. */
  readonly largestFunctions: readonly SizedPart[];
}

/**
 * Reports what is inside a module of any toolchain.
 *
 * @throws ToolError ERR_MODULE_INVALID when the bytes are no core module, or its papers are unreadable
 */
export function inspectModule(bytes: Uint8Array): ModuleReport {
  const module = readModule(bytes);
  const sizeOf = (name: string): number =>
    module.sections.find((section) => section.id !== 0 && section.name === name)?.byteLength ?? 0;
  const [code, data] = [sizeOf("code"), sizeOf("data")];
  return {
    sizeBytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    abiVersion: findAbiVersions(module)[0] ?? null,
    callbacks: findCallbacks(module),
    hostFunctions: findHostFunctions(module),
    memory: findMemory(module),
    papers: findPapers(module),
    sections: module.sections.map(({ id, name, byteLength }) => ({ name, sizeBytes: byteLength, isCustom: id === 0 })),
    sizes: { code, data, other: bytes.length - code - data },
    functionCount: module.bodySizes.length,
    largestFunctions: findLargestFunctions(module),
  };
}

function findCallbacks(module: WasmModule): string[] {
  const callbacks: Readonly<Record<string, Signature>> = CALLBACKS;
  return module.exports
    .filter(({ kind, name }) => kind === "function" && Object.hasOwn(callbacks, name))
    .map(({ name }) => name)
    .sort();
}

/** A linker may import one function twice, as Go's does. */
function findHostFunctions({ imports }: WasmModule): string[] {
  const names = imports
    .filter(({ kind }) => kind === "function")
    .map((entry) => (entry.module === "env" ? entry.name : `${entry.module}.${entry.name}`));
  return [...new Set(names)].sort();
}

function findMemory({ memories }: WasmModule): ModuleReport["memory"] {
  const [memory] = memories;
  if (memory === undefined) return null;
  const maximumBytes = memory.maximum === null ? null : memory.maximum * PAGE_BYTES;
  return { minimumBytes: memory.minimum * PAGE_BYTES, maximumBytes };
}

function findLargestFunctions({ bodySizes, functions, functionNames, exports }: WasmModule): SizedPart[] {
  const importCount = functions.length - bodySizes.length;
  const exportNames = new Map(
    exports.filter(({ kind }) => kind === "function").map(({ index, name }) => [index, name]),
  );
  return bodySizes
    .map((sizeBytes, defined) => ({ index: importCount + defined, sizeBytes }))
    .sort((a, b) => b.sizeBytes - a.sizeBytes || a.index - b.index)
    .slice(0, LARGEST_FUNCTIONS)
    .map(({ index, sizeBytes }) => ({
      name: functionNames.get(index) ?? exportNames.get(index) ?? `function ${index}`,
      sizeBytes,
    }));
}
