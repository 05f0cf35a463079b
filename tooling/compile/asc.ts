import { join, relative } from "node:path";
import asc from "assemblyscript/asc";
import type { Program } from "assemblyscript";
import type binaryen from "binaryen";
import { MAXIMUM_MEMORY_PAGES } from "../../assembly/shared/memory-limit.js";
import { ToolError } from "../error.js";
import { crashError, refuseCrash } from "./compiler-crash.js";
import { refuseBadFields } from "./constant-fields.js";
import { readDeclarations } from "./declarations.js";
import type { Declarations } from "./declarations.js";
import { startEarly } from "./early-start.js";
import { entryText, pruneExports } from "./entry.js";
import { explainErrors } from "./explain-errors.js";
import { explainInference } from "./explain-inference.js";
import { nameCallers } from "./name-callers.js";
import type { Binaryen } from "./expressions.js";
import { traceFilters } from "./filter-code.js";
import { GROW_EXPORT, growTexts } from "./grow-texts.js";
import { setGuestVariable } from "./guest-variable.js";
import { meterSteps, STEPS_EXPORT } from "./meter.js";
import { packData, packStatics, plainData, readStatics, type Statics } from "./pack-data.js";
import { MAKE_SHARED, START, START_EXPORT } from "./run-start.js";
import { compareNullTexts } from "./null-texts.js";
import { refuseCollection } from "./refuse-collection.js";
import { ENTRY, LIBRARY, sourceReader, STANDARD_FILES } from "./sources.js";
import type { ModuleSources } from "./sources.js";
import type { ReadSource } from "./source-record.js";
import { leavePlain, readHeapBase, UNPACK_EXPORT, unpackFirst } from "./unpack-first.js";
import { tabulateVisits } from "./visit-table.js";

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

/** What of a function's code is shorter in place than a call of it. */
const INLINE_SIZE_MAX = 3;

/** What of a function's code stands in place of its only call: the compiler stops at 80, and beyond this nothing is gained. */
const ONE_CALLER_SIZE_MAX = 600;

/** What the compiler's optimiser leaves to gain at that level: it inlines hardly anything, and merges what is alike last. */
const TIDYING = [
  ...[
    "inlining-optimizing",
    "gufa-optimizing",
    "dae-optimizing",
    "simplify-globals-optimizing",
    "code-folding",
    "merge-blocks",
    "vacuum",
  ],
  ...["merge-similar-functions", "duplicate-function-elimination", "remove-unused-module-elements"],
];

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

nameCallers();

/** The compiler keeps what overrides its library for its next run, which may be someone else's. */
const STANDARD_LIBRARY: Readonly<Record<string, string>> = { ...asc.libraryFiles };

/**
 * Runs the AssemblyScript compiler on the filters of a module, with the flags of a module that Envoy can load.
 *
 * @throws ToolError ERR_COMPILE with file, line and code frame of each error.
 */
export async function runCompiler(source: ModuleSources, options: CompilerOptions): Promise<CompilerOutput> {
  const { fileName, isMetered = true } = options;
  const outputs = new Map<string, Uint8Array | string>();
  const stderr = asc.createMemoryStream();
  let program = null as Program | null;
  let declarations: Declarations | null = null;
  let callbacks: string[] = [];
  let packed: Uint8Array | null = null;
  let packedAt = 0;
  let statics = null as Statics | null;
  const failures: Error[] = [];
  class BuildTransform {
    /** Set by the compiler. */
    declare readonly binaryen: Binaryen;
    declare readonly program: Program;

    afterInitialize(initialized: Program): void {
      program = initialized;
      refuseCrash(program);
      explainInference(program);
      refuseCollection(program);
      refuseBadFields(program);
      const filters = traceFilters(program, source.filters);
      declarations = readDeclarations(program, filters);
      callbacks = pruneExports(program, filters, [...declarations.plugins.keys()]);
    }

    /** No hook comes after the optimiser, and before it a loop does not show yet what it calls and how often it turns. */
    afterCompile(module: binaryen.Module): void {
      compareNullTexts(this.binaryen, module);
      growTexts(this.binaryen, module);
      const tableBase = readHeapBase(this.binaryen, module);
      const table = tabulateVisits(this.binaryen, module, this.program, tableBase);
      const heapBase = tableBase + table.length;
      statics = startEarly(this.binaryen, module, isMetered, { bytes: table, at: tableBase });
      const isStarted = statics !== null;
      module.removeExport(MAKE_SHARED);
      packedAt = Math.max(heapBase, statics?.image.length ?? 0);
      setGuestVariable(this.binaryen, module, "unpack/packedStart", packedAt);
      const emit = module.emitBinary.bind(module);
      module.emitBinary = ((sourceMapUrl: string) => {
        // What is thrown here would make the compiler end the process.
        try {
          refuseCrash(this.program);
          tidy(this.binaryen, module);
          statics ??= readStatics(emit(), heapBase, table);
          packed = pack(statics, options.isPacked);
          const exempt: string[] = [];
          if (packed === null) leavePlain(module, isStarted);
          else exempt.push(unpackFirst(this.binaryen, module));
          if (isMetered) meterSteps(this.binaryen, module, exempt);
          // Last: what takes steps is called the most, and to count a loop's turns its limits must be seen.
          module.runPasses(["reorder-functions", "const-hoisting"]);
        } catch (cause) {
          failures.push(cause as Error);
        }
        return emit(sourceMapUrl);
      }) as typeof emit;
    }
  }
  const run = asc.main(compilerFlags(options), {
    stderr,
    readFile: sourceReader(
      source,
      `${entryText(source)}${UNPACK_EXPORT}\n${START_EXPORT}\n${GROW_EXPORT}\n${isMetered ? `${STEPS_EXPORT}\n` : ""}`,
      options.read,
    ),
    writeFile: (name, contents) => void outputs.set(name, contents),
    listFiles: (folder) => (folder === LIBRARY ? [...STANDARD_FILES.keys()] : []),
    transforms: [BuildTransform as unknown as asc.Transform],
  });
  // The parser's own failures come out as they are.
  const { error } = await run.catch((cause: unknown) => ({ error: crashError(cause) }));
  Object.assign(asc.libraryFiles, STANDARD_LIBRARY);
  if (program !== null) refuseCrash(program);
  for (const failure of failures) throw failure;
  const binary = outputs.get(fileName);
  const messages = readable(stderr.toString(), source);
  if (error !== null || !(binary instanceof Uint8Array) || declarations === null || statics === null) {
    throw compileError(source, error, messages);
  }
  return {
    binary: packed === null ? plainData(binary, statics) : packData(binary, packedAt, packed, statics),
    sourceMap: (outputs.get(`${fileName}.map`) as string | undefined) ?? null,
    declarations,
    callbacks,
    warnings: messages === "" ? [] : messages.split(/\n\n+(?=[A-Z]+ )/),
  };
}

function pack(statics: Statics, isPacked: boolean | undefined): Uint8Array | null {
  if (isPacked === false) return null;
  const packed = packStatics(statics);
  return isPacked === true || packed.isWorth ? packed.bytes : null;
}

function tidy(library: Binaryen, module: binaryen.Module): void {
  library.setAlwaysInlineMaxSize(INLINE_SIZE_MAX);
  library.setOneCallerInlineMaxSize(ONE_CALLER_SIZE_MAX);
  module.runPasses([...TIDYING]);
}

/** The flags of a module that Envoy can load. */
export function compilerFlags({ fileName, isDebug, level = OPTIMISATION_LEVEL }: CompilerOptions): string[] {
  return [
    ENTRY,
    ...["--outFile", fileName, "--lib", LIBRARY, "--noColors"],
    ...["--runtime", "minimal", "--exportStart", START],
    ...["--use", "abort=abortToLog", "--use", "seed=seedFromHost", "--use", "trace=traceToLog"],
    ...["--maximumMemory", String(MAXIMUM_MEMORY_PAGES)],
    ...["--optimizeLevel", String(level.optimize), "--shrinkLevel", String(level.shrink)],
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
