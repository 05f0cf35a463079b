import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { type Papers, readPapers } from "../compile/papers.js";
import { ToolError } from "../error.js";

export interface LoadedModule {
  readonly module: Uint8Array;
  /** Null for a module of another toolchain. */
  readonly papers: Papers | null;
}

const compiled = new Map<string, { readonly stamp: string; readonly loaded: Promise<LoadedModule> }>();

/**
 * Loads a module: bytes as they are, a `.wasm` file read, anything else compiled. A filter is compiled once as long as
 * the files in its folder stay the same.
 *
 * @param filter the module, or the path of a `.wasm` file, a filter's folder or its entry file
 * @throws ToolError `ERR_FILE_NOT_FOUND`, and what `compileFilter` throws.
 */
export async function loadModule(filter: string | Uint8Array): Promise<LoadedModule> {
  if (typeof filter !== "string") return withPapers(filter);
  const path = resolve(filter);
  const stats = await stat(path).catch((cause: unknown) => {
    throw new ToolError("ERR_FILE_NOT_FOUND", `filter: there is no ${filter}`, { cause });
  });
  if (extname(path) === ".wasm" && stats.isFile()) return withPapers(await readFile(path));
  const stamp = await stampOf(stats.isDirectory() ? path : dirname(path));
  const known = compiled.get(path);
  if (known?.stamp === stamp) return known.loaded;
  const loaded = compile(path);
  compiled.set(path, { stamp, loaded });
  return loaded;
}

async function compile(filter: string): Promise<LoadedModule> {
  // The compiler takes a while to load, which a test of a finished module need not wait for.
  const { compileFilter } = await import("../compile/compile.js");
  return compileFilter({ filter });
}

/** Bytes that are no module at all have no papers; the engine is the one to refuse them. */
function withPapers(module: Uint8Array): LoadedModule {
  try {
    return { module, papers: readPapers(module) };
  } catch {
    return { module, papers: null };
  }
}

/** Names, sizes and times of the files in a folder; what is installed or hidden there is no source. */
async function stampOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const stamps = entries
    .filter(({ name }) => name !== "node_modules" && !name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return stampOf(path);
      // A file that is gone by now is as good as changed.
      const stats = await stat(path).catch(() => null);
      return `${path} ${stats?.size} ${stats?.mtimeMs}`;
    });
  return (await Promise.all(stamps)).join("\n");
}
