import { matchesAnyPathPrefix, normalizePath, Request } from "sluice/sdk";
import { Rule as RuleConfig } from "./config";

/** Which requests a rule is for: those that have one of the methods, lie under one of the paths and have all of the headers. */
@final
export class RequestMatch {
  private readonly methods: string[];
  private readonly paths: string[];
  private readonly headerNames: string[];
  private readonly headerValues: string[];

  constructor(config: RuleConfig) {
    this.methods = config.methods;
    this.paths = config.paths;
    this.headerNames = config.headers.keys();
    this.headerValues = config.headers.values();
  }

  matches(request: Request): bool {
    if (this.methods.length > 0 && !this.methods.includes(request.method)) return false;
    if (this.paths.length > 0 && !this.matchesPath(request.path)) return false;
    for (let i = 0; i < this.headerNames.length; ++i) {
      const value = request.headers.getBytes(this.headerNames[i]);
      const expected = this.headerValues[i];
      const isAny = expected.length == 0 || expected == "*";
      if (value === null || (!isAny && value.toString() != expected)) return false;
    }
    return true;
  }

  /** A path that servers read in different ways lies under every path: no spelling gets around a limit. */
  private matchesPath(path: string): bool {
    const normalized = normalizePath(path);
    return normalized === null || matchesAnyPathPrefix(normalized, this.paths);
  }
}
