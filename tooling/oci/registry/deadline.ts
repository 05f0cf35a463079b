/** How long one request and its answer may take together. */
export const ALLOWANCE = {
  /** For a connection, the waiting and all that is small. Longer than the limits of {@link TIMEOUTS} together, which name the cause. */
  fixedMs: 90_000,
  /** What is sent and what has come get a second more for each so many bytes: half a megabit is the slowest line. */
  bytesPerSecond: 64 * 1024,
};

/**
 * Ends an exchange that goes on and on: neither interim answers (1xx) nor an answer of a byte now and then prolong it, as they do a limit on
 * silence. What has come counts, not what was announced.
 */
export class Deadline {
  readonly #abort = new AbortController();
  readonly #startedAt = performance.now();
  readonly #allowance: typeof ALLOWANCE;
  #bytes: number;
  #timer: NodeJS.Timeout;

  constructor(sentBytes: number, allowance: typeof ALLOWANCE = ALLOWANCE) {
    this.#allowance = allowance;
    this.#bytes = sentBytes;
    this.#timer = this.#arm();
  }

  /** Aborted at the end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isOver(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Moves the end by what has come. */
  received(byteLength: number): void {
    this.#bytes += byteLength;
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  #arm(): NodeJS.Timeout {
    return setTimeout(() => {
      if (this.#leftMs() <= 0) this.#abort.abort();
      else this.#timer = this.#arm();
    }, this.#leftMs());
  }

  #leftMs(): number {
    const { fixedMs, bytesPerSecond } = this.#allowance;
    return Math.ceil(this.#startedAt + fixedMs + (this.#bytes / bytesPerSecond) * 1000 - performance.now());
  }
}
