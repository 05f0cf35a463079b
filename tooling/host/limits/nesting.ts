/**
 * Where Envoy's stack ends: 1.40 was seen to answer 306 requests from one callback, each answer with a callback inside the one before;
 * the next trapped. Node's own stack holds several times that.
 */
export const MAXIMUM_NESTED_CALLBACKS = 300;

/** How many callbacks run inside each other on a host, whichever their VMs: they are on one stack. */
export class Nesting {
  #depth = 0;

  get isAtLimit(): boolean {
    return this.#depth >= MAXIMUM_NESTED_CALLBACKS;
  }

  /** Runs what may be broken off, which leaves nothing on the stack. */
  restoring<T>(work: () => T): T {
    const depth = this.#depth;
    try {
      return work();
    } finally {
      this.#depth = depth;
    }
  }

  enter(): void {
    this.#depth += 1;
  }

  leave(): void {
    this.#depth -= 1;
  }
}
