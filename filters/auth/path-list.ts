import { matchesPathPrefix, normalizePath } from "sluice/sdk";

/** Paths that need no token, each with all paths below it. */
@final
export class PathList {
  private readonly prefixes: string[] = [];

  constructor(paths: string[]) {
    for (let i = 0; i < paths.length; ++i) {
      const prefix = normalizePath(paths[i]);
      if (prefix !== null) this.prefixes.push(prefix);
    }
  }

  /** Whether a request's path is on the list, by whole segments; a path that servers read differently never is. */
  matches(path: string): bool {
    if (this.prefixes.length == 0) return false;
    const normalized = normalizePath(path);
    if (normalized === null) return false;
    for (let i = 0; i < this.prefixes.length; ++i) {
      if (matchesPathPrefix(normalized, this.prefixes[i])) return true;
    }
    return false;
  }
}
