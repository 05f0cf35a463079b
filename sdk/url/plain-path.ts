import { normalizePath } from "./path";

/**
 * What is wrong with a path that a configuration names, to stand behind where it stands there; null when nothing is, or no path is named.
 * Requests are compared as `normalizePath` has them, so a path in any other form would match none. A `*` that is meant to stand for something
 * would, too.
 *
 * @example
 * const fault = findPathFault("/admin/../public");
 * if (fault !== null) log.error("$.prefix: " + fault);
 */
export function findPathFault(path: string | null): string | null {
  const isPlain = path === null || (normalizePath(path) == path && !path.includes("/*") && !path.endsWith("*"));
  if (isPlain) return null;
  return "must be a path in its plain form: from / on, no ?, .., //, ;, \\, %2F, needless %XX or * (all below counts)";
}
