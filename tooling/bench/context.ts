import type { CpuClock } from "./process-cpu.js";

/** What every measurement needs to know of this run. */
export interface BenchContext {
  /** Envoy's executable. */
  readonly envoyPath: string;
  readonly clock: CpuClock;
  readonly onProgress: (message: string) => void;
}
