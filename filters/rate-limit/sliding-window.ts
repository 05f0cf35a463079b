import { Limiter } from "./limiter";

const MILLISECOND: u64 = 1000000;

/**
 * A window that slides, in two counters: how many passed in the window at hand and in the one before it, of which as much counts as the sliding
 * window still covers. It is exact for requests that came evenly in the window before; keeping the time of each would be so for all, at
 * eight bytes a request. A key's windows start with its first request, so no two keys begin anew at the same moment.
 */
@final
export class SlidingWindow extends Limiter {
  private readonly windowMs: u64;

  constructor(
    private readonly limit: u64,
    private readonly windowNs: u64,
  ) {
    super();
    this.windowMs = windowNs / MILLISECOND;
  }

  take(state: usize, now: u64): bool {
    const windowNs = this.windowNs;
    let start = load<u64>(state);
    let current = <u64>load<u32>(state, 8);
    let previous = <u64>load<u32>(state, 12);
    let elapsedNs = now > start ? now - start : 0;
    if (elapsedNs >= 2 * windowNs) {
      start = now;
      elapsedNs = 0;
      current = 0;
      previous = 0;
    } else if (elapsedNs >= windowNs) {
      start += windowNs;
      elapsedNs -= windowNs;
      previous = current;
      current = 0;
    }
    // Rounded up: what is left of a millisecond counts as a whole one.
    const leftMs = (windowNs - elapsedNs + MILLISECOND - 1) / MILLISECOND;
    const waitMs = this.waitMs(previous, current, leftMs);
    if (waitMs > 0) {
      this.remaining = 0;
      this.resetNs = waitMs * MILLISECOND;
      return false;
    }
    current += 1;
    store<u64>(state, start);
    store<u32>(state, <u32>current, 8);
    store<u32>(state, <u32>previous, 12);
    const windowMs = this.windowMs;
    this.remaining = ((this.limit - current) * windowMs - previous * leftMs) / windowMs;
    const resetMs = this.remaining > 0 ? leftMs + windowMs : this.waitMs(previous, current, leftMs);
    this.resetNs = resetMs * MILLISECOND;
    return true;
  }

  isIdle(state: usize, now: u64): bool {
    return load<u64>(state) + 2 * this.windowNs <= now;
  }

  settle(state: usize, now: u64): bool {
    if (load<u64>(state) <= now + this.windowNs) return false;
    store<u64>(state, now);
    return true;
  }

  /** How long until one more passes, with so many in the window before and in the one at hand, of which `leftMs` are left. */
  private waitMs(previous: u64, current: u64, leftMs: u64): u64 {
    const windowMs = this.windowMs;
    if (current < this.limit) {
      const room = (this.limit - current - 1) * windowMs;
      return previous * leftMs <= room ? 0 : leftMs - room / previous;
    }
    // The next window begins with these as the one before it.
    return leftMs + windowMs - ((this.limit - 1) * windowMs) / current;
  }
}
