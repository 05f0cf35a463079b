import type { Clock } from "./clock.js";

/** Envoy's own `stream_idle_timeout`. */
export const DEFAULT_STREAM_IDLE_TIMEOUT_MS = 300_000;

/** Tells when nothing has happened for a time, again after each such time, until it is cancelled. */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #limitNs: bigint;
  readonly #onIdle: () => void;
  #lastNs: bigint;
  #cancel: (() => void) | null = null;

  /** @param limitMs 0: it never tells */
  constructor(clock: Clock, limitMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#limitNs = BigInt(Math.round(limitMs * 1e6));
    this.#onIdle = onIdle;
    this.#lastNs = clock.monotonic();
    if (limitMs > 0) this.#wait(this.#limitNs);
  }

  /** Something happened. */
  note(): void {
    this.#lastNs = this.#clock.monotonic();
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** A timer that every event sets anew would cost more than the event. */
  #wait(leftNs: bigint): void {
    this.#cancel = this.#clock.schedule(Math.ceil(Number(leftNs) / 1e6), () => {
      const left = this.#lastNs + this.#limitNs - this.#clock.monotonic();
      this.#wait(left > 0n ? left : this.#limitNs);
      if (left <= 0n) this.#onIdle();
    });
  }
}
