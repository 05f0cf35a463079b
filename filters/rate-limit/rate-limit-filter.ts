import { Flow, HttpFilter, normalizePath, nowNanoseconds, Request, Response } from "sluice/sdk";
import { Verdict } from "./bucket-table";
import { RateLimitFields } from "./rate-limit-fields";
import { refuseLimited, refuseUncounted } from "./refusal";
import { Rule } from "./rule";

/** Lets a request pass when all rules that are for it do. */
export class RateLimitFilter extends HttpFilter {
  constructor(
    private readonly rules: Rule[],
    /** Whether a rule looks at paths. */
    private readonly hasPaths: bool,
    private readonly isDeniedOnError: bool,
  ) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const now = nowNanoseconds();
    // A path that servers read in different ways lies under every path: no spelling gets around a limit.
    const path = this.hasPaths ? normalizePath(request.path) : "";
    for (let i = 0; i < this.rules.length; ++i) {
      const rule = unchecked(this.rules[i]);
      if (!rule.match.holds(request, path)) continue;
      // A host without a clock answers 0, at which no window ever ends.
      const verdict = now == 0 ? Verdict.Failed : rule.take(request, now);
      rule.counts.add(verdict);
      if (rule.isShadow) continue;
      if (verdict != Verdict.Failed) this.onCounted(rule);
      else if (this.isDeniedOnError) return refuseUncounted(request, rule);
      if (verdict == Verdict.Limited) return refuseLimited(request, rule);
    }
    return Flow.Continue;
  }

  /** A rule has counted or refused the request. */
  protected onCounted(rule: Rule): void {}
}

/** Tells the client in the response how much is left of the rule that leaves least. */
@final
export class ReportingRateLimitFilter extends RateLimitFilter {
  private rule: Rule | null = null;
  private remaining: u64 = 0;
  private resetNs: u64 = 0;

  constructor(
    rules: Rule[],
    hasPaths: bool,
    isDeniedOnError: bool,
    private readonly fields: RateLimitFields,
  ) {
    super(rules, hasPaths, isDeniedOnError);
  }

  onResponseHeaders(response: Response): Flow {
    const rule = this.rule;
    if (rule !== null) this.fields.write(response.headers, rule, this.remaining, this.resetNs);
    return Flow.Continue;
  }

  protected onCounted(rule: Rule): void {
    const limiter = rule.limiter;
    if (this.rule !== null && this.remaining <= limiter.remaining && limiter.remaining > 0) return;
    this.rule = rule;
    // A burst may leave more than the quota that the client is told.
    this.remaining = min(limiter.remaining, rule.limit);
    this.resetNs = limiter.resetNs;
  }
}
