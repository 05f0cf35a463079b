import { stat } from "node:fs/promises";
import { basename, dirname, join, posix, relative, resolve, sep } from "node:path";
import { ToolError } from "../error.js";
import { hintAt } from "../nearest-path.js";
import { packageRoot } from "../package-root.js";
import { readSource, type ReadSource } from "./source-record.js";

/** Where the compiler is told to look for `sluice/…`: a name, not a folder, so that no machine's path reaches a module. */
export const LIBRARY = "~sluice";

/** Files of the standard library, and which of `assembly/` take their place. */
export const STANDARD_FILES: ReadonlyMap<string, string> = new Map([
  ["bindings/dom.ts", "bindings/dom.ts"],
  ["rt/common.ts", "rt/common.ts"],
  ["rt/index-minimal.ts", "rt/index-minimal.ts"],
  ["util/hash.ts", "rt/hash.ts"],
]);

/** The files of `@solo-io/proxy-runtime` that its users import, in place of which they get our layer, installed or not. */
const PROXY_RUNTIME = /^@solo-io\/proxy-runtime(?:\/assembly)?(?:\/(index|proxy|runtime))?\.ts$/;

/** Path of the generated entry, as the compiler sees it. */
export const ENTRY = "~entry.ts";

/** One filter of a module. */
export interface FilterSource {
  /** Its path as it was given. */
  readonly path: string;
  /** Absolute path of its folder. */
  readonly folder: string;
  /** Path of the entry file relative to the project, with `/`, without `.ts`. */
  readonly entry: string;
  /** Its name: its folder's, or its file's where that is not `index.ts`. */
  readonly name: string;
}

/** The sources of a module, as seen from their project: whatever the project's own path, the compiler sees the same names. */
export interface ModuleSources {
  /** Absolute path of the folder that holds the nearest `package.json` over all filters, else of the nearest folder over them. */
  readonly projectFolder: string;
  /** The filters by their entries, in an order that is not that of the arguments: the same filters give the same bytes. */
  readonly filters: readonly FilterSource[];
  /** The names of the filters with `-` between. */
  readonly name: string;
  /** `version` of the project's `package.json`, `0.0.0` without one. */
  readonly version: string;
}

/**
 * Finds the sources of the filters that make up a module, each a folder with an `index.ts`, or an AssemblyScript file.
 *
 * @throws ToolError ERR_FILE_NOT_FOUND when one is neither, ERR_USAGE when one is there twice or there is none.
 */
export async function locateFilters(paths: readonly string[]): Promise<ModuleSources> {
  if (paths.length === 0) throw new ToolError("ERR_USAGE", "no filter is named", { hint: "name one at least" });
  const found = await Promise.all(paths.map(async (path) => ({ path, entryFile: await findEntry(path) })));
  found.forEach(({ path, entryFile }, index) => {
    const first = found.find((other) => other.entryFile === entryFile);
    if (first !== found[index]) throw sameFilter(first?.path ?? path, path);
  });
  const above = commonFolder(found.map(({ entryFile }) => dirname(entryFile)));
  const project = findProject(above);
  const projectFolder = project?.folder ?? above;
  const filters = found.map(({ path, entryFile }) => {
    const [folder, file] = [dirname(entryFile), basename(entryFile, ".ts")];
    const entry = relative(projectFolder, entryFile).split(sep).join("/").slice(0, -".ts".length);
    return { path, folder, entry, name: file === "index" ? basename(folder) : file };
  });
  filters.sort((a, b) => (a.entry < b.entry ? -1 : 1));
  return {
    projectFolder,
    filters,
    version: project?.version ?? "0.0.0",
    name: filters.map(({ name }) => name).join("-"),
  };
}

async function findEntry(path: string): Promise<string> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch(() => null);
  const entryFile = found?.isDirectory() === true ? join(absolute, "index.ts") : absolute;
  const entry = entryFile === absolute ? found : await stat(entryFile).catch(() => null);
  if (entry === null || path === "") {
    const mend = "name a folder with an index.ts, or an AssemblyScript file";
    const missing = found === null ? `no filter at ${path}` : `the folder ${path} has no index.ts`;
    throw new ToolError("ERR_FILE_NOT_FOUND", missing, {
      hint: found === null ? await hintAt(path, mend) : mend,
    });
  }
  if (entryFile.endsWith(".ts")) return entryFile;
  if (entryFile.endsWith(".wasm")) {
    throw new ToolError("ERR_USAGE", `${path} is a module already`, {
      hint: "name the filter's sources; modules run one after another in a chain, each in a VM of its own",
    });
  }
  throw new ToolError("ERR_USAGE", `${path} is not an AssemblyScript source`, {
    hint: "name a folder with an index.ts, or a .ts file",
  });
}

function sameFilter(first: string, second: string): ToolError {
  const what = first === second ? `${first} is there twice` : `${first} and ${second} are the same filter`;
  return new ToolError("ERR_USAGE", what, { hint: "name each filter once" });
}

/** The nearest folder that holds them all, or is one of them. */
function commonFolder([first = "", ...others]: readonly string[]): string {
  const holdsAll = (folder: string): boolean =>
    others.every((other) => other === folder || other.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  let folder = first;
  while (!holdsAll(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** Reads sources for the compiler: `sluice/…` from this package, the entry from memory, the rest from the project. */
export function sourceReader({ projectFolder }: ModuleSources, entryText: string, read: ReadSource = readSource) {
  return (name: string, baseFolder: string): string | null => {
    if (name === ENTRY) return entryText;
    // A project's own asconfig.json is for its editor; the flags of a module that Envoy can load are the build's.
    if (basename(name) === "asconfig.json") return null;
    // What of the old package is not ours to answer for would bring a second dispatcher.
    if (name.includes("node_modules/@solo-io/proxy-runtime/")) return null;
    if (baseFolder !== LIBRARY) return read(resolve(projectFolder, name));
    const replacement = STANDARD_FILES.get(name);
    if (replacement !== undefined) return read(join(packageRoot(), "assembly", replacement));
    const compatible = PROXY_RUNTIME.exec(name);
    if (compatible !== null) return compatibleSource(compatible[1] ?? "index", read);
    return name.startsWith("sluice/") ? read(join(packageRoot(), name.slice("sluice/".length))) : null;
  };
}

/**
 * The text of one of our files in the place of an old one, importing from where it lies. A file that only exports all of it with
 * a star would do, were it not for `import * as`: the compiler finds nothing in that.
 */
function compatibleSource(file: string, read: ReadSource): string | null {
  const text = read(join(packageRoot(), "assembly", "compat", `${file}.ts`));
  const moved = (_: string, path: string): string => `from "${posix.join("sluice/assembly/compat", path)}"`;
  return text?.replace(/from "(\.{1,2}\/[^"]+)"/g, moved) ?? null;
}

function findProject(folder: string): { folder: string; version: string } | null {
  for (let at = folder; ; at = dirname(at)) {
    const text = readSource(join(at, "package.json"));
    if (text !== null) return { folder: at, version: readVersion(text, join(at, "package.json")) };
    if (at === dirname(at)) return null;
  }
}

function readVersion(packageJson: string, path: string): string {
  try {
    const parsed = JSON.parse(packageJson) as { version?: unknown } | null;
    return typeof parsed?.version === "string" ? parsed.version : "0.0.0";
  } catch (cause) {
    throw new ToolError("ERR_JSON_SYNTAX", `${path} is not JSON`, { hint: "mend the file", cause });
  }
}
