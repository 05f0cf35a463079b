import type { Part } from "./options.js";

/** A part that could not be measured. */
export interface Failure {
  readonly part: Part;
  readonly message: string;
}

/** The parts of a run, one after the other: one that fails takes nothing from the others. */
export class Parts {
  /** In the order in which they failed. */
  readonly failures: Failure[] = [];
  readonly #wanted: ReadonlySet<Part>;
  readonly #onLine: (line: string) => void;

  /**
   * @param wanted what is measured
   * @param onLine called with one line at the start and at the end of each part
   */
  constructor(wanted: ReadonlySet<Part>, onLine: (line: string) => void) {
    this.#wanted = wanted;
    this.#onLine = onLine;
  }

  /** What the measurement found; null when it is not wanted, or failed. */
  async measure<T>(part: Part, measurement: () => Promise<T>): Promise<T | null> {
    if (!this.#wanted.has(part)) return null;
    const start = performance.now();
    const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(0)} s`;
    this.#onLine(`${part} …`);
    try {
      const result = await measurement();
      this.#onLine(`${part}: measured in ${seconds()}`);
      return result;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.failures.push({ part, message });
      this.#onLine(`${part}: failed after ${seconds()}`);
      return null;
    }
  }
}

/** The failures as text for a terminal. */
export function renderFailures(failures: readonly Failure[]): string[] {
  return failures.map(({ part, message }) => `not measured: ${part}: ${message}`);
}
