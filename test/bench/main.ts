import { availableParallelism } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../../tooling/atomic-write.js";
import { reportError, toToolError, writeError } from "../../tooling/cli/exit.js";
import { findEnvoy } from "../../tooling/envoy/find.js";
import { packageRoot } from "../../tooling/package-root.js";
import { measureBuild } from "./build-time.js";
import { renderChart } from "../../tooling/bench/chart.js";
import type { BenchContext } from "../../tooling/bench/context.js";
import { measureHost } from "./host-rate.js";
import { type JobResult, jobResult } from "../../tooling/bench/job-result.js";
import { type Entry, type JobName, JOBS } from "./jobs/index.js";
import { type CostRecord, costRecord } from "./cost-record.js";
import { Kept } from "./kept.js";
import { measureMemory } from "./memory/memory.js";
import { type BenchOptions, parseOptions, USAGE } from "./options.js";
import { type Conditions, type PartRecord, Parts } from "./parts.js";
import { chooseCpuClock } from "../../tooling/bench/process-cpu.js";
import { type Report, renderReport } from "./report.js";
import { runJob } from "../../tooling/bench/run-job.js";
import type { Setting } from "../../tooling/bench/setting.js";
import { sourcesDigest } from "./sources-digest.js";
import { measureStartup } from "./startup.js";
import { measureStreams } from "./streams.js";
import { type TargetsRecord, targetsOf } from "./targets.js";

const CHART = join("build", "bench.svg");

/** Rounds of what is not measured by requests. */
const STARTUP_ROUNDS = { rounds: 60, peerRounds: 4 };
const BUILD_ROUNDS = 8;
const HOST_ROUNDS = 11;

/**
 * Runs the benchmark and says what it found. What the figures are never decides over success: a machine may be busy. A part that could
 * not be measured does: the others are measured all the same.
 */
async function main(argv: readonly string[]): Promise<void> {
  const options = parseOptions(argv);
  if (options === null) return void process.stdout.write(USAGE);
  const envoy = await findEnvoy({ onProgress: showProgress });
  const context = { envoyPath: envoy.path, clock: await chooseCpuClock(), onProgress: showProgress };
  const { generations, connections, requests: requestsPerRound, rounds, timeLimitMs, streams, soak } = options;
  const setting: Setting = {
    ...{ envoy: envoy.version, node: process.versions.node, cores: availableParallelism(), clock: context.clock },
    ...{ generations, connections, requestsPerRound },
  };
  const conditions: Conditions = { ...setting, rounds, timeLimitMs, streams, soak, sources: await sourcesDigest() };
  const kept = await Kept.open<PartRecord>(options.keep);
  const costs = await Kept.open<CostRecord>(options.costs);
  const parts = new Parts({ wanted: options.parts, conditions, kept, onLine: showLine });
  const jobs: JobResult[] = [];
  for (const [name, entry] of Object.entries(JOBS) as [JobName, Entry][]) {
    const result = await parts.measure(name, async () => measureJob(entry, context, options));
    if (result === null) continue;
    jobs.push(result);
    await costs.add(costRecord(result, setting), ({ job }) => job === name);
  }
  const report: Report = {
    ...setting,
    jobs,
    streams: await parts.measure("streams", async () => measureStreams(context, options)),
    startup: await parts.measure("startup", async () => measureStartup(context, STARTUP_ROUNDS)),
    build: await parts.measure("build", async () => measureBuild(context, BUILD_ROUNDS)),
    host: await parts.measure("host", async () => measureHost(context, HOST_ROUNDS)),
    memory: await parts.measure("memory", async () => measureMemory(context, options.soak)),
    seconds: parts.seconds,
    failures: parts.failures,
  };
  clearProgress();
  if (jobs.length > 0) await writeAtomically(join(packageRoot(), CHART), renderChart(jobs, report, ["sluice"]));
  const chart = jobs.length > 0 ? `\n\nchart: ${CHART}` : "";
  const targets = targetsOf(report);
  if (options.targets !== undefined) {
    const record: TargetsRecord = { setting, targets };
    await writeAtomically(options.targets, `${JSON.stringify(record, null, 2)}\n`);
  }
  const document = { ...report, targets };
  process.stdout.write(options.isJson ? `${JSON.stringify(document, null, 2)}\n` : `${renderReport(report)}${chart}\n`);
  for (const error of parts.errors) writeError(toToolError(error));
  process.exitCode = parts.exitCode;
}

async function measureJob(
  { create, timeShare }: Entry,
  context: BenchContext,
  options: BenchOptions,
): Promise<JobResult> {
  const job = await create();
  const timeLimitMs = options.timeLimitMs * timeShare;
  return jobResult(job, await runJob(job, { ...context, ...options, timeLimitMs }));
}

/** On a terminal the line stays until the next one; in a log only whole parts are told. */
function showProgress(message: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${message} …`);
}

function showLine(message: string): void {
  clearProgress();
  process.stderr.write(`${message}\n`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
}

const argv = process.argv.slice(2);
await main(argv).catch((error: unknown) => {
  clearProgress();
  process.exitCode = reportError(error, argv.includes("--json"));
});
