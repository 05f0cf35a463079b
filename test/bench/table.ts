import type { JobResult, ParticipantResult, Report } from "./report.js";
import type { Spread } from "./statistics.js";

/** The report as text for a terminal. */
export function renderTable(report: Report): string {
  const { envoy, node, cores, rounds, requestsPerRound, connections, clock } = report;
  return [
    `Envoy ${envoy}, one worker; Node ${node}, ${cores} cores`,
    `${rounds} rounds of ${requestsPerRound} requests each over ${connections} connections, interleaved`,
    `CPU time: user + system of the whole Envoy process, per request, from ${clock}; medians (quartiles)`,
    ...report.jobs.flatMap(renderJob),
  ].join("\n");
}

function renderJob(job: JobResult): string[] {
  const columns = [
    "participant",
    "module",
    "CPU µs",
    "over no filter µs",
    `× ${job.reference}`,
    `− ${job.reference} µs`,
  ];
  const rows = job.participants.map(renderRow);
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("  ");
  return [
    "",
    `${job.job}: ${job.about}`,
    line(columns),
    line(widths.map((width) => "─".repeat(width))),
    ...rows.map(line),
  ];
}

function renderRow(result: ParticipantResult): string[] {
  const { name, moduleBytes, cpuUs, overheadUs, ratio, differenceUs } = result;
  return [
    name,
    moduleBytes === null ? "" : `${moduleBytes.toLocaleString("en-US")} B`,
    renderSpread(cpuUs),
    overheadUs === null ? "" : renderSpread(overheadUs),
    ratio === null ? "" : ratio.toFixed(2),
    differenceUs === null ? "" : renderSpread(differenceUs),
  ];
}

function renderSpread({ median, q1, q3 }: Spread): string {
  return `${median.toFixed(1)} (${q1.toFixed(1)} to ${q3.toFixed(1)})`;
}
