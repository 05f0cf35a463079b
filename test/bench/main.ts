import { availableParallelism } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../../tooling/atomic-write.js";
import { reportError } from "../../tooling/cli/exit.js";
import { findEnvoy } from "../../tooling/envoy/find.js";
import { packageRoot } from "../../tooling/package-root.js";
import { renderChart } from "./chart.js";
import { type JobResult, jobResult } from "./job-result.js";
import { headerJob } from "./jobs/header.js";
import { headers20Job } from "./jobs/headers20.js";
import type { Job } from "./jobs/job.js";
import { jsonJob } from "./jobs/json.js";
import { type BenchOptions, parseOptions, type Part, USAGE } from "./options.js";
import { chooseCpuClock } from "./process-cpu.js";
import type { BenchContext } from "./context.js";
import { type Report, renderReport } from "./report.js";
import { runJob } from "./run-job.js";

const CHART = join("build", "bench.svg");

const JOBS: readonly (readonly [Part, () => Promise<Job>])[] = [
  ["header", headerJob],
  ["headers20", headers20Job],
  ["json", jsonJob],
];

/** Runs the benchmark and says what it found. What the figures are never decides over success: a machine may be busy. */
async function main(argv: readonly string[]): Promise<void> {
  const options = parseOptions(argv);
  if (options === null) return void process.stdout.write(USAGE);
  const envoy = await findEnvoy({ onProgress: showProgress });
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
  };
  clearProgress();
  if (report.jobs.length > 0) await writeAtomically(join(packageRoot(), CHART), renderChart(report, "sluice"));
  const chart = report.jobs.length > 0 ? `\n\nchart: ${CHART}` : "";
  process.stdout.write(options.isJson ? `${JSON.stringify(report, null, 2)}\n` : `${renderReport(report)}${chart}\n`);
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
