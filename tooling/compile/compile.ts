import { join, relative } from "node:path";
import { STEPS_PER_CALLBACK } from "../../assembly/shared/step-limit.js";
import { ABI_VERSION } from "../abi/versions.js";
import { checkModule, refuseUnloadable } from "../check/check-module.js";
import { ToolError } from "../error.js";
import { packageRoot } from "../package-root.js";
import { readModule } from "../wasm/index.js";
import type { CompilerOutput } from "./asc.js";
import { type Build, buildKey, findBuild, keepBuild } from "./build-cache.js";
import { importedNames, type Papers, readPapers, writePapers } from "./papers.js";
import { stripDescriptions } from "./schema/strip-descriptions.js";
import { syncConfig } from "./schema/sync-config.js";
import { absoluteSources, recordSources, type SourceRecord } from "./source-record.js";
import { type FilterSource, locateFilters, type ModuleSources } from "./sources.js";
import { toolchainDigest } from "./toolchain.js";

/** What is to be compiled, and how. */
export interface CompileOptions {
  /**
   * Path of a filter folder (with an `index.ts`) or of an AssemblyScript file. Several make one module that registers the root
   * ids of all; their order means nothing.
   */
  readonly filter: string | readonly string[];
  /** Keeps function names, for backtraces in Envoy's log, and makes a source map. */
  readonly debug?: boolean;
  /** Name of the file that the module will be written to, which its source map goes by; default: the module's name and `.wasm`. */
  readonly fileName?: string;
  /** Whether a build of unchanged sources may come from the cache, and this one be kept there. Default: true. */
  readonly cache?: boolean;
  /**
   * Called with what the compiler asked for, by absolute path, once it is known: also where the build fails then, so that one who
   * waits for the sources to change knows them.
   */
  readonly onSources?: (sources: SourceRecord) => void;
}

/** A module, and what is known of it. */
export interface CompiledFilter {
  /** Its name: that of the filter's folder; of several filters, all their names with `-` between. */
  readonly name: string;
  /** The WebAssembly module. */
  readonly module: Uint8Array;
  /** Source map (JSON) of a debug build, else null. */
  readonly sourceMap: string | null;
  /** What the module says of itself, as `readPapers` reads it. */
  readonly papers: Papers;
  /** The exported callbacks, sorted. */
  readonly callbacks: readonly string[];
  /** What the compiler has to say without refusing, each with file, line and code frame. */
  readonly warnings: readonly string[];
  /** Whether it came from the cache: the compiler did not run. */
  readonly isCached: boolean;
  /** Paths of the files beside a `config.schema.json` that follow from it, and were written since they did not yet. */
  readonly generated: readonly string[];
}

/**
 * Compiles a filter, or several, to a proxy-wasm module. The same sources and versions give the same bytes, wherever they lie.
 *
 * Sources that did not change since an earlier build are not compiled again: module, source map, papers and warnings then come
 * from the cache (`build` in the folder that `$SLUICE_CACHE` names, else in the project's `.cache/sluice`).
 *
 * @throws ToolError ERR_FILE_NOT_FOUND, ERR_USAGE, ERR_COMPILE (with file, line and code frame), ERR_SCHEMA_UNSUPPORTED,
 *   ERR_MODULE_REFUSED.
 * @example
 * const { module } = await compileFilter({ filter: "filters/hello" });
 */
export async function compileFilter(options: CompileOptions): Promise<CompiledFilter> {
  const { filter, debug: isDebug = false, cache = true } = options;
  if (typeof filter !== "string" && !Array.isArray(filter)) {
    throw new ToolError("ERR_USAGE", "compileFilter: the option filter names no path", {
      hint: 'compileFilter({ filter: "filters/hello" })',
    });
  }
  const paths = typeof filter === "string" ? [filter] : filter;
  const source = await locateFilters(paths);
  const { schemas, generated } = await syncConfigs(source.filters);
  const fileName = options.fileName ?? `${source.name}.wasm`;
  const key = cache ? keyOf(source, schemas, isDebug ? fileName : null) : null;
  const found = key === null ? null : await findBuild(key, source.projectFolder);
  const tell = (sources: SourceRecord): void => options.onSources?.(absoluteSources(source.projectFolder, sources));
  if (found !== null) {
    tell(found.sources);
    return toFilter(source, found, { isCached: true, generated });
  }

  // The compiler takes half a second to load, which a build from the cache need not wait for.
  const { runCompiler } = await import("./asc.js");
  const { read, record } = recordSources(source.projectFolder);
  const output = await runCompiler(source, { fileName, isDebug, read }).finally(() => tell(record));
  const module = writePapers(output.binary, papersOf(source, schemas, output));
  refuseUnloadable(paths.join(" "), checkModule(module));
  const { sourceMap, callbacks, warnings } = output;
  const build = { module, sourceMap, callbacks, warnings, sources: record };
  if (key !== null) await keepBuild(key, build);
  return toFilter(source, build, { isCached: false, generated });
}

/** The schema of each filter that has one. Filters may lie in one folder, and have the same then. */
type Schemas = ReadonlyMap<FilterSource, object>;

async function syncConfigs(filters: readonly FilterSource[]): Promise<{ schemas: Schemas; generated: string[] }> {
  const schemas = new Map<FilterSource, object>();
  const generated: string[] = [];
  for (const filter of filters) {
    const { schema, changed } = await syncConfig(filter.folder);
    generated.push(...changed.map((name) => join(filter.folder, name)));
    if (schema !== null) schemas.set(filter, schema);
  }
  return { schemas, generated };
}

/** @param debugFileName the file's name that a debug build's module holds; null: none does */
function keyOf(source: ModuleSources, schemas: Schemas, debugFileName: string | null): string {
  const { projectFolder, name, version } = source;
  return buildKey({
    toolchain: toolchainDigest(),
    name,
    version,
    debugFileName,
    filters: source.filters.map((filter) => [filter.entry, schemas.get(filter) ?? null]),
    // Warnings name files as they are reached from the working directory.
    project: relative("", projectFolder),
    library: relative(projectFolder, packageRoot()),
  });
}

function papersOf({ name, version }: ModuleSources, schemas: Schemas, output: CompilerOutput): Papers {
  const { plugins, metricLabels } = output.declarations;
  const configSchemas = [...plugins].flatMap(([rootId, { filter }]) => {
    const schema = schemas.get(filter);
    return schema === undefined ? [] : [[rootId, stripDescriptions(schema)] as const];
  });
  return {
    name,
    version,
    abi: ABI_VERSION,
    rootIds: [...plugins.keys()],
    kinds: Object.fromEntries([...plugins].map(([rootId, { kinds }]) => [rootId, kinds])),
    hostFunctions: importedNames(readModule(output.binary)),
    metricLabels: [...metricLabels],
    configSchemas: Object.fromEntries(configSchemas),
    steps: STEPS_PER_CALLBACK,
  };
}

function toFilter(
  { name }: ModuleSources,
  { sources: _, ...build }: Build,
  run: Pick<CompiledFilter, "isCached" | "generated">,
): CompiledFilter {
  return { ...build, name, papers: readPapers(build.module) as Papers, ...run };
}
