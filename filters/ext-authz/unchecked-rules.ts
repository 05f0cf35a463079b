import { matchesPathPrefix, normalizePath, Request } from "sluice/sdk";
import { UncheckedRule } from "./config";

/** Which requests need no check. */
@final
export class UncheckedRules {
  constructor(private readonly rules: Array<UncheckedRule>) {}

  /** Whether one of them is for this request. A path that servers read in different ways is on no list. */
  match(request: Request): bool {
    if (this.rules.length == 0) return false;
    const path = normalizePath(request.path);
    if (path === null) return false;
    for (let i = 0; i < this.rules.length; ++i) {
      if (matches(this.rules[i], path, request.method)) return true;
    }
    return false;
  }
}

function matches(rule: UncheckedRule, path: string, method: string): bool {
  const prefix = rule.prefix;
  const exact = rule.exact;
  if (prefix !== null && !matchesPathPrefix(path, prefix)) return false;
  if (exact !== null && path != exact) return false;
  return rule.methods.length == 0 || rule.methods.includes(method);
}
