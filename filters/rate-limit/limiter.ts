/**
 * How a limit is kept for one key. Its state are two words at `state`, 0 for a key that was never seen:
 *
 *     ┌──────────────┬──────────────┐
 *     │ time, u64 ns │ counts, u64  │
 *     └──────────────┴──────────────┘
 */
export abstract class Limiter {
  /** After `take`: how many more would pass now. */
  remaining: u64 = 0;
  /** After `take`: nanoseconds until one more passes where none is left, else until nothing is held against the key. */
  resetNs: u64 = 0;

  /** Counts a request at `now`; false, and nothing is counted, where the limit is reached. */
  abstract take(state: usize, now: u64): bool;

  /** Whether nothing is held against the key: it may as well be forgotten. */
  abstract isIdle(state: usize, now: u64): bool;

  /**
   * Brings a state back that lies further ahead than any request could have put it, because the clock was set back: the key
   * then waits for as long as a fresh one that has used up its limit, and is neither free nor locked until the old time comes again. Whether
   * it had to.
   */
  abstract settle(state: usize, now: u64): bool;
}

/** Bytes of a state. */
export const STATE_SIZE: usize = 16;
