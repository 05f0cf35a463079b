/**
 * What to do about a module that does not start.
 *
 * @param reason what the engine said
 * @param otherwise the hint for what is not its top-level code's
 */
export function startHint(reason: string, otherwise: string): string {
  if (/_initialize failed: .*(?:unreachable|call stack)/.test(reason)) {
    return "look at its top-level code: it throws, or a loop or recursion without an end has used up a module's steps or stack";
  }
  const entry = /: (\w+) did not come to an end/.exec(reason)?.[1];
  return entry === undefined
    ? otherwise
    : `end the loop in ${entry}, which runs the module's top-level code: a gateway would hang there`;
}
