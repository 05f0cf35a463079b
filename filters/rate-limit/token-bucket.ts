import { Limiter } from "./limiter";

/**
 * A token bucket in one number (GCRA, ITU-T I.371): the time at which the bucket is full again. A request moves it on by the interval
 * in which one token comes, and is refused where that would be further ahead than an empty bucket takes to fill.
 */
@final
export class TokenBucket extends Limiter {
  private readonly intervalNs: u64;
  private readonly capacityNs: u64;

  constructor(limit: u64, windowNs: u64, burst: u64) {
    super();
    this.intervalNs = max<u64>(windowNs / limit, 1);
    this.capacityNs = burst * this.intervalNs;
  }

  take(state: usize, now: u64): bool {
    const debtNs = max(load<u64>(state), now) - now + this.intervalNs;
    if (debtNs > this.capacityNs) {
      this.remaining = 0;
      this.resetNs = debtNs - this.capacityNs;
      return false;
    }
    store<u64>(state, now + debtNs);
    const leftNs = this.capacityNs - debtNs;
    this.remaining = leftNs / this.intervalNs;
    this.resetNs = this.remaining > 0 ? debtNs : this.intervalNs - leftNs;
    return true;
  }

  isIdle(state: usize, now: u64): bool {
    return load<u64>(state) <= now;
  }

  settle(state: usize, now: u64): bool {
    if (load<u64>(state) <= now + 2 * this.capacityNs) return false;
    store<u64>(state, now + this.capacityNs);
    return true;
  }
}
