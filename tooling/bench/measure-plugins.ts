import { availableParallelism } from "node:os";
import type { EnvoyBinary } from "../envoy/find.js";
import type { PluginSpec } from "../gateway.js";
import { renderChart } from "./chart.js";
import { type Job, type JobRequest, LAST_RELEASE, NO_FILTER, type Participant } from "./job.js";
import { type JobResult, jobResult, type ParticipantResult, renderJob } from "./job-result.js";
import { chooseCpuClock } from "./process-cpu.js";
import { runJob } from "./run-job.js";
import { renderSetting, type Setting } from "./setting.js";

/** A plugin as the user knows it. */
export interface MeasuredPlugin {
  /** No two have the same. */
  readonly name: string;
  /** Where it comes from. */
  readonly about: string;
  readonly plugin: PluginSpec;
}

export interface MeasurePluginsOptions {
  /** Each has an Envoy of its own. */
  readonly plugins: readonly MeasuredPlugin[];
  /** What each is compared with, if anything. */
  readonly release: MeasuredPlugin | null;
  /** What is sent all the time. */
  readonly request: JobRequest;
  /** Callout clusters: name → origin. */
  readonly clusters: Readonly<Record<string, string>>;
  readonly envoy: EnvoyBinary;
  /** For the rounds; the Envoys' starts are not counted. */
  readonly timeLimitMs: number;
  readonly onProgress: (message: string) => void;
}

/** What plugins cost: the JSON document of `sluice bench`. */
export interface PluginsReport extends Setting, Pick<JobResult, "about" | "rounds"> {
  /** Time that the rounds had. */
  readonly timeLimitSeconds: number;
  /** The baseline first, then what is compared with, then the plugins. */
  readonly participants: readonly (ParticipantResult & {
    /** Of its answers. */
    readonly status: number;
  })[];
}

/** Fewer than five generations give no interval for what differs between two starts: `ratioOf`. */
const MOST_GENERATIONS = 6;
const LEAST_GENERATION_MS = 10_000;

/** The time limit ends a generation, never this. */
const ROUNDS = 100_000;
const REQUESTS = 300;
const CONNECTIONS = 64;

/**
 * Measures what plugins cost an Envoy: its CPU time a request, over an Envoy without one, all under the same load in turn.
 *
 * @throws ToolError `ERR_UNMEASURABLE` without `/proc`, and when the answers change their status under load; what a start throws.
 */
export async function measurePlugins(options: MeasurePluginsOptions): Promise<PluginsReport> {
  const { envoy, plugins, release, request, timeLimitMs, clusters, onProgress } = options;
  const clock = await chooseCpuClock();
  const same = release === null ? undefined : plugins.find((each) => isSamePlugin(each, release));
  const generations = Math.min(MOST_GENERATIONS, Math.max(1, Math.floor(timeLimitMs / LEAST_GENERATION_MS)));
  const job: Job = {
    ...{ name: "overhead", about: `${request.method} ${request.path ?? "/"}`, requests: [request], status: "any" },
    checks: [],
    participants: [NO_FILTER, ...(release === null || same ? [] : [release]), ...plugins].map(toParticipant),
    references: release === null ? [] : [(same ?? release).name],
  };
  const measured = await runJob(job, {
    ...{ envoyPath: envoy.path, clock, generations, rounds: ROUNDS, requests: REQUESTS, connections: CONNECTIONS },
    ...{ timeLimitMs, clusters, onProgress },
  });
  const { about, rounds, participants } = jobResult(job, measured);
  return {
    ...{ envoy: envoy.version, node: process.versions.node, cores: availableParallelism(), clock, generations },
    ...{ connections: CONNECTIONS, requestsPerRound: REQUESTS, timeLimitSeconds: timeLimitMs / 1000, about, rounds },
    participants: participants
      .map((result) => ({ ...result, status: measured.statuses.get(result.name) ?? 0 }))
      .flatMap((result) => (result.name === same?.name ? twice(result) : result)),
  };
}

/**
 * Whether there is nothing to compare: two Envoys with the same module differ by chance alone, which must not look like a change.
 * Configurations are the same where there is a release.
 */
export function isSamePlugin({ plugin: ours }: MeasuredPlugin, { plugin: released }: MeasuredPlugin): boolean {
  return ours.rootId === released.rootId && Buffer.compare(ours.module, released.module) === 0;
}

/** The figures of a plugin as those of the last release, too, which it is; it was compared with itself. */
function twice<Result extends ParticipantResult>(result: Result): Result[] {
  const comparisons = result.comparisons.map((comparison) => ({ ...comparison, reference: LAST_RELEASE }));
  return [
    { ...result, name: LAST_RELEASE, comparisons },
    { ...result, comparisons },
  ];
}

function toParticipant({ name, about, plugin }: MeasuredPlugin | Participant): Participant {
  return { name, about, plugin, filter: null };
}

/** The report as text for a terminal. */
export function renderPluginsReport(report: PluginsReport): string {
  return [...renderSetting(report), "", ...renderJob(asJob(report))].join("\n");
}

/**
 * The report as a picture: an SVG document.
 *
 * @param ours the plugins whose bars are coloured
 */
export function renderPluginsChart(report: PluginsReport, ours: readonly string[]): string {
  return renderChart([asJob(report)], report, ours);
}

function asJob(report: PluginsReport): JobResult {
  return { job: "overhead", ...report };
}
