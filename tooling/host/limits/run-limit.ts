import type { Nesting } from "./nesting.js";
import { type TimeLimitOptions, withTimeLimit } from "./time-limit.js";

/** A function that a module exports. */
export type GuestFunction = (...args: number[]) => number | undefined;

/**
 * How long the modules of a host run before they are broken off: a load, and of modules that may be anyone's each callback. Envoy sets no such
 * limit; here a loop without an end would hold the whole process, deaf to signals.
 */
export class RunLimit {
  /** The function in which the module of a load starts, while it runs: it stays where that was broken off. */
  entry: string | null = null;
  readonly #limitMs: number;
  readonly #options: TimeLimitOptions;
  readonly #nesting: Nesting;
  #isRunning = false;

  constructor(limitMs: number, nesting: Nesting, options: TimeLimitOptions) {
    this.#limitMs = limitMs;
    this.#nesting = nesting;
    this.#options = options;
  }

  /** Runs the start of a plugin. Throws TimeLimitError, and what the work throws. */
  load<T>(work: () => T): T {
    this.entry = null;
    return this.#run(work);
  }

  /** The function, which throws TimeLimitError where modules may be anyone's and it does not come to an end. */
  bound(guest: GuestFunction): GuestFunction {
    if (this.#options.isUntrusted !== true) return guest;
    return (...args) => (this.#isRunning ? guest(...args) : this.#run(() => guest(...args)));
  }

  #run<T>(work: () => T): T {
    this.#isRunning = true;
    try {
      return this.#nesting.restoring(() => withTimeLimit(this.#limitMs, work, this.#options));
    } finally {
      this.#isRunning = false;
    }
  }
}
