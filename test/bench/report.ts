import { type BuildResult, renderBuild } from "./build-time.js";
import { type HostResult, renderHost } from "./host-rate.js";
import { type JobResult, renderJob } from "../../tooling/bench/job-result.js";
import { type MemoryResult, renderMemory } from "./memory.js";
import { type Failure, renderFailures } from "./parts.js";
import type { CpuClock } from "../../tooling/bench/process-cpu.js";
import { renderStartup, type StartupResult } from "./startup.js";
import { renderStreams, type StreamsResult } from "./streams.js";
import { renderTargets, targetsOf } from "./targets.js";

/** The JSON document of one run. What was not measured is null. */
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
  readonly streams: StreamsResult | null;
  readonly startup: StartupResult | null;
  readonly build: BuildResult | null;
  readonly host: HostResult | null;
  readonly memory: MemoryResult | null;
  /** How long all of it took. */
  readonly seconds: number;
  /** What could not be measured, and why. */
  readonly failures: readonly Failure[];
}

/** The report as text for a terminal. */
export function renderReport(report: Report): string {
  const { envoy, node, cores, generations, requestsPerRound, connections, clock } = report;
  const { jobs, streams, startup, build, host, memory, failures } = report;
  const parts = [
    [
      `Envoy ${envoy}, one worker; Node ${node}, ${cores} cores`,
      `interleaved rounds of ${requestsPerRound} requests each over ${connections} connections; ${generations} generations of Envoys`,
      `CPU: user + system of the whole Envoy process, and of a service that it asks, from ${clock}; medians (95 % confidence) [quartiles]`,
    ],
    ...jobs.map(renderJob),
    ...(streams === null ? [] : [renderStreams(streams)]),
    ...(startup === null ? [] : [renderStartup(startup)]),
    ...(build === null ? [] : [renderBuild(build)]),
    ...(host === null ? [] : [renderHost(host)]),
    ...(memory === null ? [] : [renderMemory(memory)]),
    [...renderTargets(targetsOf(report)), "", `measured in ${Math.ceil(report.seconds / 60)} min`],
    ...(failures.length === 0 ? [] : [renderFailures(failures)]),
  ];
  return parts.map((lines) => lines.join("\n")).join("\n\n");
}
