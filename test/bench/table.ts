import type { JobResult, ParticipantResult, Report } from "./report.js";
import type { Spread } from "./statistics.js";

/** The report as text for a terminal. */
export function renderTable(report: Report): string {
  const { envoy, node, cores, generations, requestsPerRound, connections, clock } = report;
  return [
    `Envoy ${envoy}, one worker; Node ${node}, ${cores} cores`,
    `interleaved rounds of ${requestsPerRound} requests each over ${connections} connections; ${generations} generations of Envoys`,
    `CPU µs a request: user + system of the whole Envoy process, from ${clock}; medians (95 % confidence) [quartiles]`,
    ...report.jobs.flatMap(renderJob),
  ].join("\n");
}

function renderJob(job: JobResult): string[] {
  const { reference } = job;
  const columns = ["participant", "module", "CPU", "over no filter", "", `× ${reference}`, `− ${reference}`];
  const rows = job.participants.map((result) => renderRow(result, reference));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("  ");
  return [
    "",
    `${job.job}: ${job.about} (${job.rounds} rounds)`,
    line(columns),
    line(widths.map((width) => "─".repeat(width))),
    ...rows.map(line),
  ];
}

function renderRow(result: ParticipantResult, reference: string): string[] {
  const { name, moduleBytes, cpuUs, overheadUs, ratio, differenceUs } = result;
  return [
    name,
    moduleBytes === null ? "" : `${moduleBytes.toLocaleString("en-US")} B`,
    cpuUs.median.toFixed(1),
    overheadUs === null ? "" : renderMedian(overheadUs),
    overheadUs === null ? "" : `[${overheadUs.q1.toFixed(1)} to ${overheadUs.q3.toFixed(1)}]`,
    ratio === null ? "" : ratio.toFixed(2),
    name === reference || differenceUs === null ? "" : renderMedian(differenceUs),
  ];
}

function renderMedian({ median, low, high }: Spread): string {
  return `${median.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`;
}
