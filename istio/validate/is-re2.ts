/** What JavaScript's expressions have and RE2 has not: what stands around a match, and what was matched before. */
const FOREIGN = /(?<!\\)(?:\\\\)*(?:\(\?<?[=!]|\\[1-9k])/;

/** Whether RE2, the dialect of Go and of Envoy, takes an expression, as far as JavaScript's own can say. */
export function isRe2(text: string): boolean {
  if (FOREIGN.test(text)) return false;
  try {
    new RegExp(text.replace(/^\(\?[imsU]+\)/, "").replaceAll("(?P<", "(?<"));
    return true;
  } catch {
    return false;
  }
}
