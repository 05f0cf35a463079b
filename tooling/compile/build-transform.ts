import type asc from "assemblyscript/asc";
import type { Program } from "assemblyscript";
import type binaryen from "binaryen";
import type { CompilerOptions } from "./asc.js";
import { aroundCompile } from "./around-compile.js";
import { catchCrashes, compileGuarded, refuseCrash } from "./compiler-crash.js";
import { refuseBadFields } from "./constant-fields.js";
import { type Declarations, readDeclarations } from "./declarations.js";
import { startEarly } from "./early-start.js";
import { applyPlan } from "./entry.js";
import { explainInference } from "./explain-inference.js";
import type { Binaryen } from "./expressions.js";
import { traceFilters } from "./filter-code.js";
import { growTexts } from "./grow-texts.js";
import { setGuestVariable } from "./guest-variable.js";
import { meterSteps } from "./meter.js";
import { nameCallers } from "./name-callers.js";
import { compareNullTexts } from "./null-texts.js";
import { packStatics, readStatics, type Statics } from "./pack-data.js";
import { planModule } from "./plan-module.js";
import { refuseCollection } from "./refuse-collection.js";
import { refuseDropped } from "./refuse-dropped.js";
import { refuseHollow } from "./refuse-hollow.js";
import { refuseUncalled } from "./refuse-uncalled.js";
import { teachHabits } from "./teach-habits.js";
import { MAKE_SHARED } from "./run-start.js";
import type { ModuleSources } from "./sources.js";
import { leavePlain, readHeapBase, unpackFirst } from "./unpack-first.js";
import { tabulateVisits } from "./visit-table.js";

/** What of a function's code is shorter in place than a call of it. */
const INLINE_SIZE_MAX = 3;

/** What of a function's code stands in place of its only call: the compiler stops at 80, and beyond this nothing is gained. */
const ONE_CALLER_SIZE_MAX = 600;

/** What the compiler's optimiser leaves to gain at that level: it inlines hardly anything, and merges what is alike last. */
const TIDYING = [
  "inlining-optimizing",
  "gufa-optimizing",
  "dae-optimizing",
  "simplify-globals-optimizing",
  "code-folding",
  "merge-blocks",
  "vacuum",
  "merge-similar-functions",
  "duplicate-function-elimination",
  "remove-unused-module-elements",
];

/** What the hooks of one run of the compiler found and made, each null until its hook has run. */
export interface Built {
  program: Program | null;
  declarations: Declarations | null;
  callbacks: readonly string[];
  statics: Statics | null;
  /** The static data, packed; null where it stays as it is. */
  packed: Uint8Array | null;
  /** Where in memory the packed data lies. */
  packedAt: number;
  /** What the hooks refused: what they throw would make the compiler end the process. */
  readonly failures: Error[];
}

/** The hooks of a build for one run of the compiler: what they read in the program, and what they make of its module. */
export function buildTransform(
  source: ModuleSources,
  { isMetered = true, isPacked }: Pick<CompilerOptions, "isMetered" | "isPacked">,
): { readonly transform: asc.Transform; readonly built: Built } {
  const built: Built = {
    program: null,
    declarations: null,
    callbacks: [],
    statics: null,
    packed: null,
    packedAt: 0,
    failures: [],
  };
  class BuildTransform {
    /** Set by the compiler. */
    declare readonly binaryen: Binaryen;
    declare readonly program: Program;

    /** Before the first source is read. */
    constructor() {
      built.program = this.program;
      teachHabits(this.program);
      catchCrashes(this.program);
      aroundCompile(this.program, (compiler, compile) => {
        nameCallers(compiler);
        refuseDropped(compiler);
        return compileGuarded(compiler, compile);
      });
    }

    afterInitialize(program: Program): void {
      refuseCrash(program);
      explainInference(program);
      refuseHollow(program);
      refuseCollection(program);
      refuseBadFields(program);
      refuseUncalled(program);
      const filters = traceFilters(program, source.filters);
      built.declarations = readDeclarations(program, filters);
      const plan = planModule(program, filters, [...built.declarations.plugins.keys()]);
      applyPlan(program, plan);
      built.callbacks = plan.callbacks;
    }

    /** No hook comes after the optimiser, and before it a loop does not show yet what it calls and how often it turns. */
    afterCompile(module: binaryen.Module): void {
      compareNullTexts(this.binaryen, module);
      growTexts(this.binaryen, module);
      const tableBase = readHeapBase(this.binaryen, module);
      const table = tabulateVisits(this.binaryen, module, this.program, tableBase);
      const heapBase = tableBase + table.length;
      built.statics = startEarly(this.binaryen, module, isMetered, { bytes: table, at: tableBase });
      const isStarted = built.statics !== null;
      module.removeExport(MAKE_SHARED);
      built.packedAt = Math.max(heapBase, built.statics?.image.length ?? 0);
      setGuestVariable(this.binaryen, module, "unpack/packedStart", built.packedAt);
      const emit = module.emitBinary.bind(module);
      module.emitBinary = ((sourceMapUrl: string) => {
        try {
          refuseCrash(this.program);
          tidy(this.binaryen, module);
          built.statics ??= readStatics(emit(), heapBase, table);
          built.packed = pack(built.statics, isPacked);
          const exempt: string[] = [];
          if (built.packed === null) leavePlain(module, isStarted);
          else exempt.push(unpackFirst(this.binaryen, module));
          if (isMetered) meterSteps(this.binaryen, module, exempt);
          // Last: what takes steps is called the most, and to count a loop's turns its limits must be seen.
          module.runPasses(["reorder-functions", "const-hoisting"]);
        } catch (cause) {
          built.failures.push(cause as Error);
        }
        return emit(sourceMapUrl);
      }) as typeof emit;
    }
  }
  return { transform: BuildTransform as unknown as asc.Transform, built };
}

function pack(statics: Statics, isPacked: boolean | undefined): Uint8Array | null {
  if (isPacked === false) return null;
  const packed = packStatics(statics);
  return isPacked === true || packed.isWorth ? packed.bytes : null;
}

function tidy(library: Binaryen, module: binaryen.Module): void {
  library.setAlwaysInlineMaxSize(INLINE_SIZE_MAX);
  library.setOneCallerInlineMaxSize(ONE_CALLER_SIZE_MAX);
  module.runPasses(TIDYING);
}
