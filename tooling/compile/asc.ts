import { join, relative } from "node:path";
import type { Program } from "assemblyscript";
import asc from "assemblyscript/asc";
import { MAXIMUM_MEMORY_PAGES } from "../../assembly/shared/memory-limit.js";
import { ToolError } from "../error.js";
import { crashError, refuseCrash } from "./compiler-crash.js";
import { buildTransform } from "./build-transform.js";
import type { Declarations } from "./declarations.js";
import { entryText } from "./entry.js";
import { explainErrors } from "./explain-errors.js";
import { GROW_EXPORT } from "./grow-texts.js";
import { STEPS_EXPORT } from "./meter.js";
import { packData, plainData } from "./pack-data.js";
import { START, START_EXPORT } from "./run-start.js";
import { UNPACK_EXPORT } from "./unpack-first.js";
import { ENTRY, LIBRARY, sourceReader, STANDARD_FILES } from "./sources.js";
import type { ModuleSources } from "./sources.js";
import type { ReadSource } from "./source-record.js";

/** What one run of the AssemblyScript compiler gave. */
export interface CompilerOutput {
  readonly binary: Uint8Array;
  readonly sourceMap: string | null;
  readonly declarations: Declarations;
  readonly callbacks: readonly string[];
  readonly warnings: readonly string[];
}

/** How hard the compiler optimises: for speed (0 to 3), and for size (0 to 2). */
export interface OptimisationLevel {
  readonly optimize: number;
  readonly shrink: number;
}

/** The level of every build, chosen by `npm run bench:levels`; RATIONALE.md has its table. */
export const OPTIMISATION_LEVEL: OptimisationLevel = { optimize: 3, shrink: 2 };

export interface CompilerOptions {
  /** Name of the module's file, by which it names its source map. */
  readonly fileName: string;
  /** Keeps function names and makes a source map. */
  readonly isDebug: boolean;
  readonly level?: OptimisationLevel;
  /** Whether loops and recursion take steps. Default: true; the benchmark of what that costs says no. */
  readonly isMetered?: boolean;
  /** Whether static data is packed. Default: where the module becomes smaller by it; the benchmark of what that costs decides itself. */
  readonly isPacked?: boolean;
  /** Reads the sources; default: from the disk. */
  readonly read?: ReadSource;
}

/**
 * Runs the AssemblyScript compiler on the filters of a module, with the flags of a module that Envoy can load.
 *
 * @throws ToolError ERR_COMPILE with file, line and code frame of each error.
 */
export async function runCompiler(source: ModuleSources, options: CompilerOptions): Promise<CompilerOutput> {
  const { fileName, isMetered = true } = options;
  const outputs = new Map<string, Uint8Array | string>();
  const stderr = asc.createMemoryStream();
  const { transform, built } = buildTransform(source, options);
  const readFile = sourceReader(
    source,
    `${entryText(source)}${UNPACK_EXPORT}\n${START_EXPORT}\n${GROW_EXPORT}\n${isMetered ? `${STEPS_EXPORT}\n` : ""}`,
    options.read,
  );
  const run = asc.main(compilerFlags(options), {
    stderr,
    readFile,
    writeFile: (name, contents) => void outputs.set(name, contents),
    listFiles: (folder) => {
      if (folder === LIBRARY && built.program !== null) parseStandardFiles(built.program, readFile);
      return [];
    },
    transforms: [transform],
  });
  // The parser's own failures come out as they are.
  const { error } = await run.catch((cause: unknown) => ({ error: crashError(cause) }));
  if (built.program !== null) refuseCrash(built.program);
  for (const failure of built.failures) throw failure;
  const binary = outputs.get(fileName);
  const messages = readable(stderr.toString(), source);
  const { declarations, statics, packed, packedAt } = built;
  if (error !== null || !(binary instanceof Uint8Array) || declarations === null || statics === null) {
    throw compileError(source, error, messages);
  }
  return {
    binary: packed === null ? plainData(binary, statics) : packData(binary, packedAt, packed, statics),
    sourceMap: (outputs.get(`${fileName}.map`) as string | undefined) ?? null,
    declarations,
    callbacks: built.callbacks,
    warnings: messages === "" ? [] : messages.split(/\n\n+(?=[A-Z]+ )/),
  };
}

/**
 * Files that are listed the compiler keeps in its own library, for whoever compiles next in this process; for those parsed already it does
 * not ask.
 */
function parseStandardFiles(program: Program, readFile: ReturnType<typeof sourceReader>): void {
  for (const name of STANDARD_FILES.keys()) {
    program.parser.parseFile(readFile(name, LIBRARY), `${asc.libraryPrefix}${name}`, false);
  }
}

/** The flags of a module that Envoy can load. */
export function compilerFlags({ fileName, isDebug, level = OPTIMISATION_LEVEL }: CompilerOptions): string[] {
  return [
    ENTRY,
    `--outFile=${fileName}`,
    `--lib=${LIBRARY}`,
    "--noColors",
    "--runtime=minimal",
    `--exportStart=${START}`,
    "--use=abort=abortToLog",
    "--use=seed=seedFromHost",
    "--use=trace=traceToLog",
    `--maximumMemory=${MAXIMUM_MEMORY_PAGES}`,
    `--optimizeLevel=${level.optimize}`,
    `--shrinkLevel=${level.shrink}`,
    ...(isDebug ? ["--debug", "--sourceMap"] : []),
  ];
}

/** The compiler's messages with paths as the user may open them: relative to the current folder. */
function readable(messages: string, source: ModuleSources): string {
  return messages
    .replace(/^FAILURE .*$/gm, "")
    .replace(
      /└─ in (?!~lib)([^(\n]+)\(/g,
      (_, path: string) => `└─ in ${relative("", join(source.projectFolder, path))}(`,
    )
    .trim();
}

function compileError(source: ModuleSources, error: Error | null, messages: string): ToolError {
  if (error instanceof ToolError) return error;
  const summary = error?.message ?? "the compiler wrote no module";
  return new ToolError(
    "ERR_COMPILE",
    messages === "" ? `${source.name}: ${summary}` : `${source.name} does not compile\n${messages}`,
    {
      hint: explainErrors(messages),
      cause: error,
    },
  );
}
