/** Time as the host sees it: what guests read, and what fires ticks and callout timeouts. */
export interface Clock {
  /** Wall clock in nanoseconds since the Unix epoch. */
  now(): bigint;
  /** Monotonic clock in nanoseconds. */
  monotonic(): bigint;
  /** Calls `fire` once, `delayMs` from now; the function it returns cancels that. */
  schedule(delayMs: number, fire: () => void): () => void;
}

/** Node fires a timer of a longer delay at once. */
const MAXIMUM_DELAY_MS = 2 ** 31 - 1;

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n,
  monotonic: () => process.hrtime.bigint(),
  schedule(delayMs, fire) {
    const timer = setTimeout(fire, Math.min(delayMs, MAXIMUM_DELAY_MS)).unref();
    return () => clearTimeout(timer);
  },
};

interface Timer {
  readonly dueMs: number;
  readonly fire: () => void;
}

/**
 * A clock that stands still until a test moves it.
 *
 * @example
 * const clock = new FakeClock(Date.UTC(2026, 0, 1));
 * const host = new Host({ clock });
 * clock.advance(1000); // fires the ticks and the timeouts that fall due, in order
 */
export class FakeClock implements Clock {
  readonly #startMs: number;
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  /** It stands at `startMs`, milliseconds since the Unix epoch. */
  constructor(startMs = 0) {
    this.#startMs = startMs;
    this.#nowMs = startMs;
  }

  /** The moment at which it stands, in nanoseconds since the Unix epoch. */
  now(): bigint {
    return toNanoseconds(this.#nowMs);
  }

  /** Nanoseconds by which it was moved. */
  monotonic(): bigint {
    return toNanoseconds(this.#nowMs - this.#startMs);
  }

  /** Calls `fire` when the clock is moved past `delayMs` from now; the function it returns cancels that. */
  schedule(delayMs: number, fire: () => void): () => void {
    const timer: Timer = { dueMs: this.#nowMs + delayMs, fire };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Moves the time on by `ms`, firing each timer at the moment it falls due; timers set by timers included. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let timer = this.#next(endMs); timer !== null; timer = this.#next(endMs)) {
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      timer.fire();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.dueMs <= endMs && (next === null || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}

function toNanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms * 1000)) * 1000n;
}
