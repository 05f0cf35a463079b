import { loadModule as loadFile } from "../compile/load-module.js";
import { type Papers, readPapers } from "../compile/papers.js";

export interface LoadedModule {
  readonly module: Uint8Array;
  /** Null for a module of another toolchain. */
  readonly papers: Papers | null;
}

/**
 * Loads a module: bytes as they are, a `.wasm` file read, filters compiled, or taken from the cache if they did not change.
 *
 * @param filter the module, or the path of a `.wasm` file, a filter's folder or its entry file; or the paths of several filters
 * @throws ToolError what `compileFilter` and `readModuleFile` throw.
 */
export async function loadModule(filter: string | readonly string[] | Uint8Array): Promise<LoadedModule> {
  if (!(filter instanceof Uint8Array)) return loadFile(filter);
  // Bytes that are no module at all have no papers; the engine is the one to refuse them.
  try {
    return { module: filter, papers: readPapers(filter) };
  } catch {
    return { module: filter, papers: null };
  }
}
