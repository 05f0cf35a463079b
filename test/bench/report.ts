import { type BuildResult, renderBuild } from "./build-time.js";
import { type HostResult, renderHost } from "./host-rate.js";
import { type JobResult, renderJob } from "../../tooling/bench/job-result.js";
import { type MemoryResult, renderMemory } from "./memory/memory.js";
import { type Failure, renderFailures } from "./parts.js";
import { renderSetting, type Setting } from "../../tooling/bench/setting.js";
import { renderStartup, type StartupResult } from "./startup.js";
import { renderStreams, type StreamsResult } from "./streams.js";
import { renderTargets, targetsOf } from "./targets.js";

/** The JSON document of one run. What was not measured is null. */
export interface Report extends Setting {
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
  const { jobs, streams, startup, build, host, memory, failures } = report;
  const parts = [
    renderSetting(report),
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
