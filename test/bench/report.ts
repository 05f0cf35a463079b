import { type JobResult, renderJob } from "./job-result.js";
import type { CpuClock } from "./process-cpu.js";

/** The JSON document of one run. */
export interface Report {
  readonly envoy: string;
  readonly node: string;
  readonly cores: number;
  readonly clock: CpuClock;
  /** How often every Envoy was started anew. */
  readonly generations: number;
  readonly connections: number;
  readonly requestsPerRound: number;
  readonly jobs: readonly JobResult[];
}

/** The report as text for a terminal. */
export function renderReport(report: Report): string {
  const { envoy, node, cores, generations, requestsPerRound, connections, clock } = report;
  return [
    `Envoy ${envoy}, one worker; Node ${node}, ${cores} cores`,
    `interleaved rounds of ${requestsPerRound} requests each over ${connections} connections; ${generations} generations of Envoys`,
    `CPU: user + system of the whole Envoy process, from ${clock}; medians (95 % confidence) [quartiles]`,
    ...report.jobs.flatMap((job) => ["", ...renderJob(job)]),
  ].join("\n");
}
