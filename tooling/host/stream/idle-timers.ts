import type { Clock } from "../clock.js";

/** Envoy's own `stream_idle_timeout`. */
export const DEFAULT_STREAM_IDLE_TIMEOUT_MS = 300_000;

/** Tells when nothing has happened for the time that its {@link IdleTimers} have, again after each such time, until it is cancelled. */
export class IdleTimer {
  readonly onIdle: () => void;
  /** Monotonic nanoseconds. */
  lastNs: bigint;
  readonly #timers: IdleTimers;

  /** Made by {@link IdleTimers.start}. */
  constructor(timers: IdleTimers, onIdle: () => void) {
    this.#timers = timers;
    this.onIdle = onIdle;
    this.lastNs = timers.clock.monotonic();
  }

  /** Something happened. */
  note(): void {
    this.lastNs = this.#timers.clock.monotonic();
  }

  cancel(): void {
    this.#timers.forget(this);
  }
}

/** The idle timers of a host, all of one time. They share one timer of the clock: one a stream costs more than most of what streams do. */
export class IdleTimers {
  readonly clock: Clock;
  readonly #limitNs: bigint;
  readonly #running = new Set<IdleTimer>();
  #cancel: (() => void) | null = null;

  /** @param limitMs 0: they never tell */
  constructor(clock: Clock, limitMs: number) {
    this.clock = clock;
    this.#limitNs = BigInt(Math.round(limitMs * 1e6));
  }

  start(onIdle: () => void): IdleTimer {
    const timer = new IdleTimer(this, onIdle);
    if (this.#limitNs > 0n) {
      this.#running.add(timer);
      if (this.#cancel === null) this.#wait(this.#limitNs);
    }
    return timer;
  }

  forget(timer: IdleTimer): void {
    this.#running.delete(timer);
  }

  /** Cancels them all. */
  close(): void {
    this.#running.clear();
    this.#cancel?.();
    this.#cancel = null;
  }

  #wait(leftNs: bigint): void {
    this.#cancel = this.clock.schedule(Math.ceil(Number(leftNs) / 1e6), () => this.#check());
  }

  #check(): void {
    const now = this.clock.monotonic();
    let leastNs = this.#limitNs;
    for (const timer of this.#running) {
      const leftNs = timer.lastNs + this.#limitNs - now;
      if (leftNs > 0n) leastNs = leftNs < leastNs ? leftNs : leastNs;
      else {
        timer.lastNs = now;
        timer.onIdle();
      }
    }
    // Without streams there is nothing to wait for: the next one starts it again.
    this.#cancel = null;
    if (this.#running.size > 0) this.#wait(leastNs);
  }
}
