import { Script } from "node:vm";

/** The work took longer than it may. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

const holder = globalThis as { [WORK]?: (() => void) | undefined };
const WORK = Symbol.for("sluice.host.work");
const script = new Script("globalThis[Symbol.for('sluice.host.work')]()");

/**
 * Runs synchronous work and breaks it off when it takes longer than `limitMs`, a loop inside WebAssembly included: V8 ends the
 * execution from another thread. What was broken off has run no `finally`: its objects must be thrown away.
 *
 * @throws TimeLimitError, and whatever the work throws
 */
export function withTimeLimit<T>(limitMs: number, work: () => T): T {
  let outcome: { readonly value: T } | { readonly error: unknown } | null = null;
  holder[WORK] = () => {
    try {
      outcome = { value: work() };
    } catch (error) {
      outcome = { error };
    }
  };
  try {
    script.runInThisContext({ timeout: limitMs });
  } catch (cause) {
    throw new TimeLimitError(`broken off after ${limitMs} ms`, { cause });
  } finally {
    holder[WORK] = undefined;
  }
  const result = outcome as { readonly value: T } | { readonly error: unknown } | null;
  if (result === null) throw new TimeLimitError(`broken off after ${limitMs} ms`);
  if ("error" in result) throw result.error;
  return result.value;
}
