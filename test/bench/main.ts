import { availableParallelism } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../../tooling/atomic-write.js";
import { reportError } from "../../tooling/cli/exit.js";
import { findEnvoy } from "../../tooling/envoy/find.js";
import { packageRoot } from "../../tooling/package-root.js";
import { measureBuild } from "./build-time.js";
import { renderChart } from "./chart.js";
import type { BenchContext } from "./context.js";
import { measureHost } from "./host-rate.js";
import { type JobResult, jobResult } from "./job-result.js";
import { headerJob } from "./jobs/header.js";
import { headers20Job } from "./jobs/headers20.js";
import type { Job } from "./jobs/job.js";
import { jsonJob } from "./jobs/json.js";
import { rateLimitJob } from "./jobs/rate-limit.js";
import { measureMemory } from "./memory.js";
import { type BenchOptions, parseOptions, type Part, USAGE } from "./options.js";
import { chooseCpuClock } from "./process-cpu.js";
import { type Report, renderReport } from "./report.js";
import { runJob } from "./run-job.js";
import { measureStartup } from "./startup.js";
import { measureStreams } from "./streams.js";
import { targetsOf } from "./targets.js";

const CHART = join("build", "bench.svg");

/** Rounds of what is not measured by requests. */
const STARTUP_ROUNDS = 9;
const BUILD_ROUNDS = 4;
const HOST_ROUNDS = 11;

const JOBS: readonly (readonly [Part, () => Promise<Job>])[] = [
  ["header", headerJob],
  ["headers20", headers20Job],
  ["json", jsonJob],
  ["rate-limit", rateLimitJob],
];

/** Runs the benchmark and says what it found. What the figures are never decides over success: a machine may be busy. */
async function main(argv: readonly string[]): Promise<void> {
  const options = parseOptions(argv);
  if (options === null) return void process.stdout.write(USAGE);
  const envoy = await findEnvoy({ onProgress: showProgress });
  const { parts } = options;
  const context = { envoyPath: envoy.path, clock: await chooseCpuClock(), onProgress: showProgress };
  const report: Report = {
    envoy: envoy.version,
    node: process.versions.node,
    cores: availableParallelism(),
    clock: context.clock,
    generations: options.generations,
    connections: options.connections,
    requestsPerRound: options.requests,
    jobs: await measureJobs(context, options),
    streams: parts.has("streams") ? await measureStreams(context, options) : null,
    startup: parts.has("startup") ? await measureStartup(context, STARTUP_ROUNDS) : null,
    build: parts.has("build") ? await measureBuild(context, BUILD_ROUNDS) : null,
    host: parts.has("host") ? await measureHost(context, HOST_ROUNDS) : null,
    memory: parts.has("memory") ? await measureMemory(context, options.soak) : null,
  };
  clearProgress();
  if (report.jobs.length > 0) await writeAtomically(join(packageRoot(), CHART), renderChart(report, "sluice"));
  const chart = report.jobs.length > 0 ? `\n\nchart: ${CHART}` : "";
  const document = { ...report, targets: targetsOf(report) };
  process.stdout.write(options.isJson ? `${JSON.stringify(document, null, 2)}\n` : `${renderReport(report)}${chart}\n`);
}

async function measureJobs(context: BenchContext, options: BenchOptions): Promise<JobResult[]> {
  const results: JobResult[] = [];
  for (const [part, createJob] of JOBS) {
    if (!options.parts.has(part)) continue;
    const job = await createJob();
    results.push(jobResult(job, await runJob(job, { ...context, ...options })));
  }
  return results;
}

function showProgress(message: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${message} …`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
}

const argv = process.argv.slice(2);
await main(argv).catch((error: unknown) => {
  clearProgress();
  process.exitCode = reportError(error, argv.includes("--json"));
});
