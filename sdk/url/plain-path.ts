import { normalizePath } from "./path";

/**
 * What is wrong with a path that a configuration names, to stand behind where it stands there; null when nothing is, or no path is named. Requests are
 * compared as `normalizePath` has them, so a path in any other form would match none.
 *
 * @example
 * const fault = findPathFault("/admin/../public");
 * if (fault !== null) log.error("$.prefix: " + fault);
 */
export function findPathFault(path: string | null): string | null {
  if (path === null || normalizePath(path) == path) return null;
  return "must be a path in its plain form: from / on, without query, dot segments, //, ;, \\ or encoded slash, and with %XX where, and only where, it must be";
}
