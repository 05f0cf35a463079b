import { normalizePath, Request, RequestMatch } from "sluice/sdk";
import { UncheckedRule } from "./config";

/** Which requests need no check. */
@final
export class UncheckedRules {
  private readonly matches: Array<RequestMatch> = [];

  constructor(rules: Array<UncheckedRule>) {
    for (let i = 0; i < rules.length; ++i) this.matches.push(toMatch(rules[i]));
  }

  /** Whether one of them is for this request. A path that servers read in different ways is on no list. */
  match(request: Request): bool {
    if (this.matches.length == 0) return false;
    const path = normalizePath(request.path);
    if (path === null) return false;
    for (let i = 0; i < this.matches.length; ++i) {
      if (this.matches[i].holds(request, path)) return true;
    }
    return false;
  }
}

/** Which requests a rule is for. */
export function toMatch(rule: UncheckedRule): RequestMatch {
  return new RequestMatch(rule.methods, [], rule.prefix, rule.exact, rule.template, rule.headers);
}
