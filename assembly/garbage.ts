/**
 * When garbage is collected: between callbacks, when no object is on the stack, and never within one. That lets modules use the
 * smallest of AssemblyScript's runtimes, without a shadow stack that every function keeps up to date.
 */

const LEAST: usize = 32768;
let limit: usize = LEAST;

/** Collects, once the objects take twice the room of those that survived the last time. */
export function collectGarbage(): void {
  // @ts-ignore: the build makes it a name for the runtime's own count
  if (managedSize <= limit) return;
  __collect();
  // @ts-ignore: see above
  limit = max(LEAST, managedSize << 1);
}
