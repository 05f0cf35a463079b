import { Headers } from "sluice/sdk";
import { Rule } from "./rule";
import { toSeconds } from "./seconds";

/** The fields that tell a client how much is left. They take the place of those that the upstream sent. */
@final
export class RateLimitFields {
  constructor(
    private readonly isDraft: bool,
    private readonly isLegacy: bool,
  ) {}

  write(headers: Headers, rule: Rule, remaining: u64, resetNs: u64): void {
    const seconds = toSeconds(resetNs);
    if (this.isDraft) {
      const policy = rule.policy;
      if (policy !== null) headers.setPrepared(policy);
      headers.set("ratelimit", rule.quota.write(remaining, seconds));
    }
    if (this.isLegacy) {
      headers.set("x-ratelimit-limit", rule.limit.toString());
      headers.set("x-ratelimit-remaining", remaining.toString());
      headers.set("x-ratelimit-reset", seconds.toString());
    }
  }
}
