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
    const seconds = toSeconds(resetNs).toString();
    const left = remaining.toString();
    if (this.isDraft) {
      headers.set("ratelimit-policy", rule.policy);
      headers.set("ratelimit", '"' + rule.name + '";r=' + left + ";t=" + seconds);
    }
    if (this.isLegacy) {
      headers.set("x-ratelimit-limit", rule.limit.toString());
      headers.set("x-ratelimit-remaining", left);
      headers.set("x-ratelimit-reset", seconds);
    }
  }
}
