import { ToolError } from "../error.js";
import { runCompiler } from "./asc.js";
import { checkModule } from "../check/check-module.js";
import { readPapers, writePapers } from "./papers.js";
import type { Papers } from "./papers.js";
import { syncConfig } from "./schema/sync-config.js";
import { locateFilter } from "./sources.js";
import { readModule } from "../wasm/index.js";

export interface CompileOptions {
  /** Path of a filter folder (with an `index.ts`) or of an AssemblyScript file. */
  readonly filter: string;
  /** Keeps function names, for backtraces in Envoy's log, and makes a source map. */
  readonly debug?: boolean;
  /** Name of the file that the module will be written to, which its source map goes by; default: the filter's name and `.wasm`. */
  readonly fileName?: string;
}

export interface CompiledFilter {
  /** The filter's name: that of its folder. */
  readonly name: string;
  readonly module: Uint8Array;
  /** Source map (JSON) of a debug build, else null. */
  readonly sourceMap: string | null;
  readonly papers: Papers;
  /** The exported callbacks, sorted. */
  readonly callbacks: readonly string[];
  /** What the compiler has to say without refusing, each with file, line and code frame. */
  readonly warnings: readonly string[];
}

/**
 * Compiles a filter to a proxy-wasm module. The same sources and versions give the same bytes, wherever they lie.
 *
 * @throws ToolError ERR_FILE_NOT_FOUND, ERR_COMPILE (with file, line and code frame), ERR_SCHEMA_UNSUPPORTED, ERR_MODULE_REFUSED.
 * @example
 * const { module } = await compileFilter({ filter: "filters/hello" });
 */
export async function compileFilter(options: CompileOptions): Promise<CompiledFilter> {
  const source = await locateFilter(options.filter);
  const { schema } = await syncConfig(source.filterFolder);
  const output = await runCompiler(source, {
    fileName: options.fileName ?? `${source.name}.wasm`,
    isDebug: options.debug === true,
  });
  const { imports } = readModule(output.binary);
  const hostFunctions = imports.filter(({ kind }) => kind === "function").map(({ name }) => name);
  const papers: Papers = {
    name: source.name,
    version: source.version,
    abi: "0.2.1",
    rootIds: [...output.declarations.rootIds],
    hostFunctions: [...new Set(hostFunctions)].sort(),
    metricLabels: [...output.declarations.metricLabels],
    configSchemas:
      schema === null ? {} : Object.fromEntries(output.declarations.rootIds.map((rootId) => [rootId, schema])),
  };
  const module = writePapers(output.binary, papers);
  refuseUnloadable(module, options.filter);
  return {
    name: source.name,
    module,
    sourceMap: output.sourceMap,
    papers: readPapers(module) ?? papers,
    callbacks: output.callbacks,
    warnings: output.warnings,
  };
}

function refuseUnloadable(module: Uint8Array, filter: string): void {
  const refusal = checkModule(module).find((finding) => finding.severity === "error");
  if (refusal === undefined) return;
  throw new ToolError("ERR_MODULE_REFUSED", `${filter}: ${refusal.message}`, { hint: refusal.hint });
}
