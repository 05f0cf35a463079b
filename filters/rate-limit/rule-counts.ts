import { Counter } from "sluice/sdk";
import { Verdict } from "./bucket-table";

const requests = new Counter("rate_limit_requests_total", ["rule", "result"]);

/**
 * What became of the requests of a rule since Envoy was last told. Telling it of each request would cost as much as all else that is done for
 * it.
 */
@final
export class RuleCounts {
  private allowed: u32 = 0;
  private limited: u32 = 0;
  private failed: u32 = 0;

  constructor(
    private readonly rule: string,
    private readonly isShadow: bool,
  ) {}

  add(verdict: Verdict): void {
    if (verdict == Verdict.Allowed) ++this.allowed;
    else if (verdict == Verdict.Limited) ++this.limited;
    else ++this.failed;
  }

  /** Adds to Envoy's counters what there is. */
  flush(): void {
    if (this.allowed > 0) requests.increment(this.allowed, this.rule, "allowed");
    if (this.limited > 0) requests.increment(this.limited, this.rule, this.isShadow ? "shadowed" : "limited");
    if (this.failed > 0) requests.increment(this.failed, this.rule, "failed");
    this.allowed = 0;
    this.limited = 0;
    this.failed = 0;
  }
}
