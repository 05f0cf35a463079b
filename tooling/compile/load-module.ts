import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { checkModule, refuseUnloadable } from "../check/check-module.js";
import { ToolError } from "../error.js";
import { namingFile } from "../naming-file.js";
import { hintAt } from "../nearest-path.js";
import { readInput } from "../read-input.js";
import { readModule, type WasmModule } from "../wasm/index.js";
import type { CompileOptions } from "./compile.js";
import { findPapers, type Papers } from "./papers.js";

/** A module that lies on this machine, and that Envoy can load. */
export interface ModuleFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly module: WasmModule;
  /** Null for a module of another toolchain. */
  readonly papers: Papers | null;
  /** What Envoy loads and `check` refuses all the same. */
  readonly stricterRefusals: readonly string[];
}

/** A module that is there to be run. */
export interface LoadedModule {
  /** The name in its papers, else its file's. */
  readonly name: string;
  readonly module: Uint8Array;
  /** Null for a module of another toolchain. */
  readonly papers: Papers | null;
  /** What the user should see: each a sentence. */
  readonly notes: readonly string[];
}

/**
 * Reads the file of a module of any toolchain.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_MODULE_INVALID`, `ERR_MODULE_REFUSED` for what Envoy could
 *   not load; each names the file.
 */
export async function readModuleFile(path: string): Promise<ModuleFile> {
  return judgeModule(path, await readInput(path, "module"));
}

/**
 * What a module of any toolchain is, wherever it came from.
 *
 * @param path what it is called in errors
 * @throws ToolError `ERR_MODULE_INVALID`, `ERR_MODULE_REFUSED` for what Envoy could not load
 */
export function judgeModule(path: string, bytes: Uint8Array): ModuleFile {
  const module = namingFile(path, () => readModule(bytes));
  const refusals = checkModule(bytes);
  refuseUnloadable(path, refusals);
  return {
    path,
    bytes,
    module,
    papers: namingFile(path, () => findPapers(module)),
    stricterRefusals: refusals.filter(({ severity }) => severity === "error").map(({ message }) => message),
  };
}

export interface LoadModuleOptions extends Pick<CompileOptions, "onSources"> {
  /** Called before the compiler is. */
  readonly onCompile?: () => void;
}

/**
 * Loads what is to run: a filter's folder or source file is compiled, several of them into one module, any other file read as a module.
 *
 * @throws ToolError what `compileFilter` and `readModuleFile` throw.
 * @example
 * const { module, papers } = await loadModule("filters/hello");
 */
export async function loadModule(
  target: string | readonly string[],
  { onCompile, ...options }: LoadModuleOptions = {},
): Promise<LoadedModule> {
  if (typeof target !== "string" || (await isFilter(target))) {
    onCompile?.();
    // What only reads a module, such as a push, starts without the compiler.
    const { compileFilter } = await import("./compile.js");
    const { name, module, papers } = await compileFilter({ filter: target, ...options });
    return { name, module, papers, notes: [] };
  }
  if (extname(target) !== ".wasm" && !existsSync(target)) {
    const mend = "name a folder with an index.ts, an AssemblyScript file, or a compiled module";
    throw new ToolError("ERR_FILE_NOT_FOUND", `no folder and no file at ${target}`, {
      hint: await hintAt(target, mend),
    });
  }
  const { bytes, papers, stricterRefusals } = await readModuleFile(target);
  const name = papers?.name ?? basename(target, ".wasm");
  return { name, module: bytes, papers, notes: stricterRefusals.map((message) => `${target} ${message}`) };
}

/** Whether it is to be compiled: a folder, or a source file. */
export async function isFilter(target: string): Promise<boolean> {
  const found = await stat(target).catch(() => null);
  return found?.isDirectory() === true || target.endsWith(".ts");
}
