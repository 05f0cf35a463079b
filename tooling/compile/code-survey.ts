import type binaryen from "binaryen";
import { type Binaryen, ExpressionReader } from "./expressions.js";
import { countTurns, findCounter } from "./loop-counter.js";

/** How many turns of a loop with nothing inside are counted beforehand: as if they were written one after the other. */
const COUNTED_TURNS_MAX = 1024;

/** How many bytes are written for a step. */
const BYTES_PER_STEP = 8;

/** A loop, with what stands in it and in no loop inside it. */
export interface Loop {
  readonly ref: binaryen.ExpressionRef;
  readonly body: binaryen.ExpressionRef;
  /** Turns of the counted loops inside it. */
  countedTurns: number;
  /** Whether there is a call in it, or in a loop inside it, that the module does not trap after. */
  callsOthers: boolean;
}

/** A call of a function of the module, of the host, or of whatever the table holds. */
export interface Call {
  readonly ref: binaryen.ExpressionRef;
  /** Null: any function of the table. */
  readonly target: string | null;
  readonly operands: readonly binaryen.ExpressionRef[];
  readonly isInLoop: boolean;
  /** Whether the module traps right after it. */
  readonly isLast: boolean;
}

/** Bytes copied or filled at once: many, or as many as only running tells. */
export interface BulkWrite {
  readonly ref: binaryen.ExpressionRef;
  readonly kind: "MemoryCopy" | "MemoryFill";
  readonly size: binaryen.ExpressionRef;
  readonly isInLoop: boolean;
}

/** What in a function's code can make it run long. */
export interface FunctionSurvey {
  readonly name: string;
  readonly isHost: boolean;
  readonly loops: readonly Loop[];
  readonly calls: readonly Call[];
  readonly bulkWrites: readonly BulkWrite[];
  /** Turns of the counted loops that are in no other. */
  readonly countedTurns: number;
}

/** Looks through the code of every function of a module. */
export function surveyModule(library: Binaryen, module: binaryen.Module): FunctionSurvey[] {
  const read = new ExpressionReader(library);
  return Array.from({ length: module.getNumFunctions() }, (_, index) => {
    const info = library.getFunctionInfo(module.getFunctionByIndex(index));
    return new Surveyor(library, read).survey(info);
  });
}

class Surveyor {
  readonly #library: Binaryen;
  readonly #read: ExpressionReader;
  readonly #loops: Loop[] = [];
  readonly #calls: Call[] = [];
  readonly #bulkWrites: BulkWrite[] = [];
  #countedTurns = 0;

  constructor(library: Binaryen, read: ExpressionReader) {
    this.#library = library;
    this.#read = read;
  }

  survey({ name, base, body }: binaryen.FunctionInfo): FunctionSurvey {
    if (body !== 0) this.#visit(body, [], 0);
    return {
      name,
      isHost: (base ?? "") !== "",
      loops: this.#loops,
      calls: this.#calls,
      bulkWrites: this.#bulkWrites,
      countedTurns: this.#countedTurns,
    };
  }

  /**
   * @param around the loops around it, the outermost first
   * @param before what runs right before it, 0 when that is not plain
   * @param isLast whether nothing can run after it
   */
  #visit(ref: binaryen.ExpressionRef, around: readonly Loop[], before: binaryen.ExpressionRef, isLast = false): void {
    const read = this.#read;
    const isInLoop = around.length > 0;
    const call = read.as("Call", ref) ?? read.as("CallIndirect", ref);
    if (call !== null) {
      const target = typeof call.target === "string" ? call.target : null;
      this.#calls.push({ ref, target, operands: call.operands, isInLoop, isLast });
    }
    for (const kind of ["MemoryCopy", "MemoryFill"] as const) {
      const write = read.as(kind, ref);
      if (write === null || this.#isShort(write.size)) continue;
      this.#bulkWrites.push({ ref, kind, size: write.size, isInLoop });
    }
    const loop = read.as("Loop", ref);
    if (loop !== null) return this.#visitLoop(ref, loop, around, before);
    const statements = read.as("Block", ref)?.children ?? [];
    read.operands(ref).forEach((operand, index, operands) => {
      const next = statements[index + 1] ?? 0;
      const endsHere = next !== 0 && read.kind(next) === "Unreachable";
      this.#visit(operand, around, statements.length > 0 ? (operands[index - 1] ?? 0) : 0, endsHere);
    });
  }

  #isShort(size: binaryen.ExpressionRef): boolean {
    const bytes = this.#read.as("Const", size)?.value;
    return bytes !== undefined && Number(bytes) >>> 0 <= COUNTED_TURNS_MAX * BYTES_PER_STEP;
  }

  #visitLoop(
    ref: binaryen.ExpressionRef,
    info: binaryen.LoopInfo,
    around: readonly Loop[],
    before: binaryen.ExpressionRef,
  ): void {
    const counter = findCounter(this.#library, this.#read, info);
    const loop: Loop = { ref, body: info.body, countedTurns: 0, callsOthers: false };
    const [loopsBefore, callsBefore] = [this.#loops.length, this.#calls.length];
    this.#loops.push(loop);
    this.#visit(info.body, [...around, loop], 0);
    loop.callsOthers = this.#calls.slice(callsBefore).some(({ isLast }) => !isLast);
    const isBare = this.#loops.length === loopsBefore + 1 && this.#calls.length === callsBefore;
    const turns = isBare && counter !== null ? countTurns(this.#library, this.#read, info, counter, before) : null;
    if (turns === null || turns > COUNTED_TURNS_MAX) return;
    this.#loops.pop();
    const outer = around.at(-1);
    if (outer === undefined) this.#countedTurns += turns;
    else outer.countedTurns += turns;
  }
}
