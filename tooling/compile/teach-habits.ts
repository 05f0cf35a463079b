import { DiagnosticEmitter } from "assemblyscript";
import type { DiagnosticMessage, Source } from "assemblyscript";
import { HABITS } from "./typescript-habits.js";

const LIBRARY_PREFIX = "~lib/";

/** Stands in a line before the place that is meant. */
const MARK = "▸";

/** The part of the compiler's that all its parts complain by. */
interface Emitter {
  readonly diagnostics: DiagnosticMessage[];
  emitDiagnostic: (this: Emitter, ...told: unknown[]) => void;
}

/**
 * Makes the compiler say, in all its runs from now on, what to write where it meets something that only TypeScript has: of `a?.b` it says itself
 * no more than "Expression expected".
 */
export function teachHabits(): void {
  const prototype = DiagnosticEmitter.prototype as unknown as Emitter;
  const { emitDiagnostic: emit } = prototype;
  prototype.emitDiagnostic = function (...told) {
    const count = this.diagnostics.length;
    emit.apply(this, told);
    const said = this.diagnostics[count];
    if (said !== undefined) teach(said, this.diagnostics);
  };
}

function teach(said: DiagnosticMessage, all: DiagnosticMessage[]): void {
  const { message, range } = said;
  if (range === null || isLibrary(range.source)) return;
  const seen = `${message}\n${markedLine(range.source.text, range.start)}`;
  const habit = HABITS.find((each) => each.seen.test(seen));
  if (habit === undefined) return;
  said.message = `no ${habit.called} in AssemblyScript: ${habit.instead}`;
  // Of one thing that it does not know the parser complains several times.
  const before = all.at(-2);
  if (before?.message === said.message && before.range?.source === range.source) all.pop();
}

function markedLine(text: string, at: number): string {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  return `${text.slice(start, at)}${MARK}${text.slice(at, end < 0 ? undefined : end)}`;
}

function isLibrary({ internalPath }: Source): boolean {
  return internalPath.startsWith(LIBRARY_PREFIX);
}
