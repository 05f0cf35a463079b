import { availableParallelism } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../../tooling/atomic-write.js";
import { reportError } from "../../tooling/cli/exit.js";
import { findEnvoy } from "../../tooling/envoy/find.js";
import { packageRoot } from "../../tooling/package-root.js";
import { renderChart } from "./chart.js";
import { headerJob } from "./header-job.js";
import { parseOptions, USAGE } from "./options.js";
import { chooseCpuClock } from "./process-cpu.js";
import { jobResult, type Report } from "./report.js";
import { runJob } from "./run-job.js";
import { renderTable } from "./table.js";

const CHART = join("build", "bench.svg");

/** Runs the benchmark and says what it found. What the figures are never decides over success: a machine may be busy. */
async function main(argv: readonly string[]): Promise<void> {
  const options = parseOptions(argv);
  if (options === null) return void process.stdout.write(USAGE);
  const { isJson, generations, rounds, requests, connections, timeLimitMs } = options;
  const clock = await chooseCpuClock();
  const envoy = await findEnvoy({ onProgress: showProgress });
  showProgress("building the modules");
  const job = await headerJob();
  const measurements = await runJob(job, {
    ...{ envoyPath: envoy.path, generations, rounds, requests, connections, timeLimitMs, clock },
    onProgress: showProgress,
  });
  const report: Report = {
    envoy: envoy.version,
    node: process.versions.node,
    cores: availableParallelism(),
    clock,
    generations,
    connections,
    requestsPerRound: requests,
    jobs: [jobResult(job, measurements)],
  };
  await writeAtomically(join(packageRoot(), CHART), renderChart(report, "sluice"));
  clearProgress();
  process.stdout.write(isJson ? `${JSON.stringify(report, null, 2)}\n` : `${renderTable(report)}\n\nchart: ${CHART}\n`);
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
