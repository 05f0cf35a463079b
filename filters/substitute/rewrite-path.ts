import { Headers, queryOf, resolvePath } from "sluice/sdk";
import { Substitution, VALUE_LENGTH_MAX } from "./substitution";

/** Replaces the first match in the path without its query. What servers read in different ways, before or after, stays as it is. */
export function rewritePath(headers: Headers, substitution: Substitution): void {
  const path = headers.get(":path");
  if (path === null) return;
  const pathname = resolvePath(path);
  if (pathname === null || !substitution.pattern.test(pathname)) return;
  const replaced = substitution.pattern.replace(pathname, substitution.replacement, VALUE_LENGTH_MAX);
  const rewritten = resolvePath(replaced === null ? "" : replaced);
  if (rewritten !== null) headers.set(":path", rewritten + queryOf(path));
}
