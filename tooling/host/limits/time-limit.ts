import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

/** The work took longer than it may. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
  /** The function in which a module starts that was broken off; null where it was another, or none. */
  readonly entry: string | null;

  constructor(
    limitMs: number,
    { cause, entry = null }: { readonly cause?: unknown; readonly entry?: string | null } = {},
  ) {
    super(`did not come to an end within ${limitMs} ms`, { cause });
    this.entry = entry;
  }
}

const holder = globalThis as { [WORK]?: (() => void) | undefined };
const WORK = Symbol.for("sluice.host.work");
const script = new Script("globalThis[Symbol.for('sluice.host.work')]()");

/** Whether who started this process chose a compiler. */
const hasChoice = /--(?:no-)?liftoff/.test([...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" "));

/** What {@link withTimeLimit} may be told of the work. */
export interface TimeLimitOptions {
  /** Whether a loop is broken off in time whatever it does. What is called for the first time then takes longer to compile. */
  readonly isPrompt?: boolean;
}

/**
 * Has V8 compile what is called for the first time with its optimizing compiler, as Envoy does. Code of the baseline one looks for an end
 * only once in some ten thousand rounds of a loop: where each fills much memory, that is hours.
 */
function compileOptimized(isOn: boolean): void {
  if (!hasChoice) setFlagsFromString(isOn ? "--no-liftoff" : "--liftoff");
}

/**
 * Runs synchronous work and breaks it off when it takes longer than `limitMs`, a loop inside WebAssembly included: V8 ends the
 * execution from another thread, where a loop begins anew; one instruction that fills a gigabyte is not interrupted. What was broken off has
 * run no `finally`: its objects must be thrown away.
 *
 * @throws TimeLimitError, and whatever the work throws
 */
export function withTimeLimit<T>(limitMs: number, work: () => T, { isPrompt = false }: TimeLimitOptions = {}): T {
  let outcome: { readonly value: T } | { readonly error: unknown } | null = null;
  holder[WORK] = () => {
    try {
      outcome = { value: work() };
    } catch (error) {
      outcome = { error };
    }
  };
  if (isPrompt) compileOptimized(true);
  try {
    script.runInThisContext({ timeout: limitMs });
  } catch (cause) {
    throw new TimeLimitError(limitMs, { cause });
  } finally {
    if (isPrompt) compileOptimized(false);
    holder[WORK] = undefined;
  }
  const result = outcome as { readonly value: T } | { readonly error: unknown } | null;
  if (result === null) throw new TimeLimitError(limitMs);
  if ("error" in result) throw result.error;
  return result.value;
}
