/** What an entry takes beside its bytes, generously. */
const ENTRY_BYTES = 128;

/**
 * How much plugins may leave in a host, by shared data, queues and definitions of metrics. Envoy has no such limit; here a module that floods
 * them, which `check` and `manifest` start too, must not take the memory of the tool with it.
 */
export class StateAllowance {
  #rest: number;

  constructor(bytes = 256 * 1024 * 1024) {
    this.#rest = bytes;
  }

  /** Takes the room for an entry; false, and nothing is taken, where there is none. */
  take(bytes: number): boolean {
    if (bytes + ENTRY_BYTES > this.#rest) return false;
    this.#rest -= bytes + ENTRY_BYTES;
    return true;
  }

  /** Takes the room for an entry in the place of another; false, and that keeps its room, where there is too little. */
  replace(former: number, bytes: number): boolean {
    if (bytes - former > this.#rest) return false;
    this.#rest -= bytes - former;
    return true;
  }

  /** Gives the room of an entry back. */
  give(bytes: number): void {
    this.#rest += bytes + ENTRY_BYTES;
  }
}
