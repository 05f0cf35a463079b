import type { Nesting } from "./nesting.js";
import { TimeLimitError, withTimeLimit } from "./time-limit.js";

/** A function that a module exports. */
export type GuestFunction = (...args: number[]) => number | undefined;

/**
 * How long the modules of a host run before they are broken off: a load, and of modules that may be anyone's each callback. Envoy sets no such
 * limit; here a loop without an end would hold the whole process, deaf to signals.
 */
export class RunLimit {
  readonly #limitMs: number;
  readonly #boundsCallbacks: boolean;
  readonly #nesting: Nesting;
  #isRunning = false;
  /** It stays where the function was broken off: that runs no more of who called it. */
  #entry: string | null = null;

  /** @param boundsCallbacks whether callbacks are broken off, too, and the loops of a load in time whatever they do */
  constructor(limitMs: number, nesting: Nesting, boundsCallbacks: boolean) {
    this.#limitMs = limitMs;
    this.#nesting = nesting;
    this.#boundsCallbacks = boundsCallbacks;
  }

  /** Runs the start of a plugin. Throws TimeLimitError, with the function of {@link entering}, and what the work throws. */
  load<T>(work: () => T): T {
    try {
      return this.#run(work);
    } catch (error) {
      if (!(error instanceof TimeLimitError)) throw error;
      throw new TimeLimitError(this.#limitMs, { cause: error.cause, entry: this.#entry });
    }
  }

  /** Runs a function in which the module of a load starts. */
  entering(entry: string, work: () => void): void {
    this.#entry = entry;
    work();
    this.#entry = null;
  }

  /** The function, which throws TimeLimitError where callbacks are bounded and it does not come to an end. */
  bound(guest: GuestFunction): GuestFunction {
    if (!this.#boundsCallbacks) return guest;
    return (...args) => (this.#isRunning ? guest(...args) : this.#run(() => guest(...args)));
  }

  #run<T>(work: () => T): T {
    this.#isRunning = true;
    try {
      return this.#nesting.restoring(() => withTimeLimit(this.#limitMs, work, { isPrompt: this.#boundsCallbacks }));
    } finally {
      this.#isRunning = false;
    }
  }
}
