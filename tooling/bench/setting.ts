import type { CpuClock } from "./process-cpu.js";

/** How a benchmark was run, of which its figures depend. */
export interface Setting {
  /** Version of Envoy. */
  readonly envoy: string;
  /** Version of Node. */
  readonly node: string;
  readonly cores: number;
  readonly clock: CpuClock;
  /** How often every Envoy was started anew. */
  readonly generations: number;
  readonly connections: number;
  readonly requestsPerRound: number;
}

/** The setting as lines of text. */
export function renderSetting(setting: Setting): string[] {
  const { envoy, node, cores, generations, requestsPerRound, connections, clock } = setting;
  return [
    `Envoy ${envoy}, one worker; Node ${node}, ${cores} cores`,
    `interleaved rounds of ${requestsPerRound} requests each over ${connections} connections; ${generations} ${generations === 1 ? "generation" : "generations"} of Envoys`,
    `CPU: user + system of the whole Envoy process, and of a service that it asks, from ${clock}; medians (95 % confidence) [quartiles]`,
  ];
}
