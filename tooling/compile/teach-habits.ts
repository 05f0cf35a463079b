import type { DiagnosticMessage, Program } from "assemblyscript";
import { isInLibrary } from "./syntax.js";
import { HABITS } from "./typescript-habits.js";

/** Stands in a line before the place that is meant. */
const MARK = "▸";

/**
 * Makes the compiler say of this program what to write where it meets something that only TypeScript has: of `a?.b` it says itself no more than
 * "Expression expected". Its parts complain each by themselves, but into one list.
 */
export function teachHabits({ diagnostics }: Program): void {
  const push = diagnostics.push.bind(diagnostics);
  diagnostics.push = (...said) => {
    push(...said);
    for (const each of said) teach(each, diagnostics);
    return diagnostics.length;
  };
}

function teach(said: DiagnosticMessage, all: DiagnosticMessage[]): void {
  const { message, range } = said;
  if (range === null || isInLibrary(range)) return;
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
