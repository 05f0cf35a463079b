/** Nanoseconds as whole seconds, rounded up: who waits so long has waited long enough. */
export function toSeconds(ns: u64): u64 {
  return (ns + 999999999) / 1000000000;
}
