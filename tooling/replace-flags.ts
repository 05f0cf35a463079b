/** A flag in a sentence, and none in a path or URL of the user's. */
const FLAG = /(?<![\w./-])--[a-z][a-z0-9-]*/g;

/**
 * A message in which each flag stands by another name.
 *
 * @example
 * replaceFlags("--url is missing", () => "$SLUICE_URL") // "$SLUICE_URL is missing"
 */
export function replaceFlags(text: string, nameOf: (flag: string) => string): string {
  return text.replaceAll(FLAG, nameOf);
}
