/**
 * What to do about a module that does not start.
 *
 * @param reason what the engine said
 * @param otherwise the hint for what is not its top-level code's
 */
export function startHint(reason: string, otherwise: string): string {
  return /_initialize failed: .*(?:unreachable|call stack)/.test(reason)
    ? "look at its top-level code: it throws, or a loop or recursion without an end has used up a module's steps or stack"
    : otherwise;
}
