import type { DiagnosticMessage, Program } from "assemblyscript";
import { explainOverride } from "./explain-override.js";
import { isInLibrary } from "./syntax.js";
import { type Habit, HABITS, MISTAKES } from "./typescript-habits.js";

/** Stands in a line before the place that is meant. */
const MARK = "▸";

/**
 * Makes the compiler say of this program what to write where it meets something that only TypeScript has: of `a?.b` it says itself no more than
 * "Expression expected". Its own words stay behind that, for a name may be another's who forgot its import. Its parts complain each by
 * themselves, but into one list.
 */
export function teachHabits({ diagnostics }: Program): void {
  const taught = new WeakMap<DiagnosticMessage, Habit>();
  const push = diagnostics.push.bind(diagnostics);
  diagnostics.push = (...said) => {
    push(...said);
    for (const each of said) teach(each, diagnostics, taught);
    return diagnostics.length;
  };
}

function teach(said: DiagnosticMessage, all: DiagnosticMessage[], taught: WeakMap<DiagnosticMessage, Habit>): void {
  const { message, range } = said;
  if (range === null || isInLibrary(range)) return;
  if (explainOverride(said, all)) return;
  const seen = `${message}\n${markedLine(range.source.text, range.start)}`;
  const habit = HABITS.find((each) => each.seen.test(seen));
  const advice = habit === undefined ? mend(seen) : `no ${habit.called} in AssemblyScript: ${habit.instead}`;
  if (advice === null) return;
  said.message = `${advice} (${message.replace(/\.$/, "")})`;
  if (habit === undefined) return;
  taught.set(said, habit);
  // Of one thing that it does not know the parser complains several times.
  const before = all.at(-2);
  if (before !== undefined && taught.get(before) === habit && before.range?.source === range.source) all.pop();
}

/** @param seen the compiler's words, and below them the line */
function mend(seen: string): string | null {
  for (const mistake of MISTAKES) {
    const found = mistake.seen.exec(seen);
    if (found !== null) return mistake.says.replace("$1", found[1] ?? "");
  }
  return null;
}

function markedLine(text: string, at: number): string {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  return `${text.slice(start, at)}${MARK}${text.slice(at, end < 0 ? undefined : end)}`;
}
