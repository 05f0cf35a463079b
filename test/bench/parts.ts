import { ToolError } from "../../tooling/error.js";
import type { Setting } from "../../tooling/bench/setting.js";
import type { Kept } from "./kept.js";
import type { BenchOptions, Part } from "./options.js";

/** A part that could not be measured. */
export interface Failure {
  readonly part: Part;
  readonly message: string;
}

/** All that a part's figures depend on. */
export interface Conditions extends Setting, Pick<BenchOptions, "rounds" | "timeLimitMs" | "streams" | "soak"> {
  /** See `sourcesDigest`. */
  readonly sources: string;
}

/** What a run found of a part, as it is kept for the next. */
export interface PartRecord {
  readonly part: Part;
  readonly conditions: Conditions;
  readonly seconds: number;
  readonly result: unknown;
}

export interface PartsOptions {
  /** What is measured. */
  readonly wanted: ReadonlySet<Part>;
  readonly conditions: Conditions;
  /** What earlier runs found. */
  readonly kept: Kept<PartRecord>;
  /** Called with one line at the start and at the end of each part. */
  readonly onLine: (line: string) => void;
}

/** The parts of a run, one after the other: one that fails takes nothing from the others. */
export class Parts {
  /** In the order in which they failed. */
  readonly failures: Failure[] = [];
  /** What the failed parts threw. */
  readonly errors: unknown[] = [];
  /** What measuring took, in earlier runs too. */
  seconds = 0;
  readonly #options: PartsOptions;

  constructor(options: PartsOptions) {
    this.#options = options;
  }

  /** What the measurement found, now or in an earlier run under the same conditions; null when it is not wanted, or failed. */
  async measure<T>(part: Part, measurement: () => Promise<T>): Promise<T | null> {
    const { wanted, kept, conditions, onLine } = this.#options;
    if (!wanted.has(part)) return null;
    const earlier = kept.records.find((record) => record.part === part && isSame(record.conditions, conditions));
    if (earlier !== undefined) {
      this.seconds += earlier.seconds;
      onLine(`${part}: kept`);
      return earlier.result as T;
    }
    const start = performance.now();
    const elapsed = (): number => (performance.now() - start) / 1000;
    onLine(`${part} …`);
    try {
      const result = await measurement();
      const seconds = elapsed();
      this.seconds += seconds;
      await kept.add({ part, conditions, seconds, result }, (record) => record.part === part);
      onLine(`${part}: measured in ${seconds.toFixed(0)} s`);
      return result;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.failures.push({ part, message });
      this.errors.push(error);
      onLine(`${part}: failed after ${elapsed().toFixed(0)} s`);
      return null;
    }
  }

  /** 0 when each wanted part was measured; 2 when what failed is the user's to mend, else 1. */
  get exitCode(): 0 | 1 | 2 {
    if (this.errors.length === 0) return 0;
    return this.errors.every((error) => error instanceof ToolError && error.exitCode === 2) ? 2 : 1;
  }
}

function isSame(a: Conditions, b: Conditions): boolean {
  return (Object.keys(b) as (keyof Conditions)[]).every((key) => a[key] === b[key]);
}

/** The failures as text for a terminal. */
export function renderFailures(failures: readonly Failure[]): string[] {
  return failures.map(({ part, message }) => `not measured: ${part}: ${message}`);
}
