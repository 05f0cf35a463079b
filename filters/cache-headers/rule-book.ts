import { Headers, normalizePath, Request } from "sluice/sdk";
import { CacheRule } from "./config";
import { countRefusal, Policy } from "./policy";
import { Rule } from "./rule";
import { UpstreamFields } from "./upstream-fields";

/** The rules, made ready once. */
@final
export class RuleBook {
  readonly rules: Rule[] = [];
  /** What the schema can't say, by its JSON path; null when there is nothing. */
  problem: string | null = null;
  private readonly refusal: Policy = Policy.refusal();
  private hasPaths: bool = false;

  constructor(rules: CacheRule[]) {
    for (let i = 0; i < rules.length; ++i) {
      const rule = new Rule(rules[i]);
      if (rule.fault.length > 0) this.problem = "$.rules[" + i.toString() + "]" + rule.fault;
      if (rule.match.looksAtPath) this.hasPaths = true;
      this.rules.push(rule);
    }
  }

  /** The path that rules look at; empty where none does, null where servers read it in different ways. */
  pathOf(request: Request): string | null {
    return this.hasPaths ? normalizePath(request.path) : "";
  }

  /** A bit for each rule that may be for the response to a request. */
  choose(request: Request, path: string | null): u64 {
    let chosen: u64 = 0;
    for (let i = 0; i < this.rules.length; ++i) {
      if (unchecked(this.rules[i]).match.holds(request, path)) chosen |= (<u64>1) << i;
    }
    return chosen;
  }

  /** Lets no one store the response to a request whose path servers read in different ways. */
  refuse(headers: Headers, upstream: UpstreamFields): void {
    countRefusal("path");
    this.refusal.apply(headers, upstream, false);
  }
}
