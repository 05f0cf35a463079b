import { type DiagnosticMessage, DiagnosticCode, type Range } from "assemblyscript";

/** A class's line in a source, with its name. */
const CLASS = /^(?:export\s+)?(?:default\s+)?(?:abstract\s+)?class\s+(\w+)/gm;

/**
 * Has the compiler say of a method that can't override another what to write: it says twice that they differ, and calls a `Flow` what it is to it,
 * an `i32`. Whether that is what it says here; the second time is taken out.
 *
 * @param all what it has said, this last
 */
export function explainOverride(said: DiagnosticMessage, all: DiagnosticMessage[]): boolean {
  const { code, range, relatedRange } = said;
  if (range === null) return false;
  if (code === Number(DiagnosticCode.This_overload_signature_is_not_compatible_with_its_implementation_signature)) {
    if (relatedRange === null) return false;
    const { source, start } = relatedRange;
    const signature = textOf(relatedRange).split(/\s*(?:\{|;|$)/m, 1)[0] ?? "";
    const name = /\w+(?=\()/.exec(signature)?.[0] ?? signature;
    const owner = [...source.text.slice(0, start).matchAll(CLASS)].at(-1)?.[1] ?? "another class";
    said.message = `${name} overrides ${owner}'s: write ${signature}`;
    return true;
  }
  if (!said.message.startsWith("Type '(this: ")) return false;
  const isTold = all.slice(0, -1).some((earlier) => {
    const at = earlier.range;
    return earlier.relatedRange !== null && at !== null && at.source === range.source && holds(at, range);
  });
  if (isTold) all.pop();
  return isTold;
}

function holds(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function textOf({ source, start, end }: Range): string {
  return source.text.slice(start, end);
}
