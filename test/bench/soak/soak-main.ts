import { chooseCpuClock } from "../../../tooling/bench/process-cpu.js";
import { renderRows } from "../../../tooling/bench/table.js";
import { reportError } from "../../../tooling/cli/exit.js";
import { findEnvoy } from "../../../tooling/envoy/find.js";
import { ToolError } from "../../../tooling/error.js";
import { FILTER_JOBS } from "../jobs/index.js";
import { Kept } from "../kept.js";
import { count, readFlags } from "../options.js";
import { nameOf, soakFilter, type SoakPoint } from "./soak-filter.js";
import { SOAK_ENGINES, type SoakRecord } from "./soak-record.js";
import { soakFilterInEnvoy } from "./soak-filter-envoy.js";
import { SOAKS } from "./jobs/index.js";

const USAGE = `npm run bench:soak -- [options] [FILTER…]

Sends a million requests through each ready filter, made to make it grow, and prints what memory came to after 1,000, 10,000, 100,000 and all
of them. Exit code 1 when a bound of shared data or memory is broken.

  --engine host|envoy  host: the module's linear memory in the in-process host (default); envoy: resident memory of an Envoy under the
                       requests of the filter's job
  --requests N         requests of each filter (default 1000000)
  --keep FILE          keeps what was found in FILE, filter by filter, and leaves out what is in it
  --json               one JSON document on stdout
  --help
`;

interface Task {
  readonly name: string;
  readonly run: () => Promise<SoakPoint[]>;
}

async function main(argv: readonly string[]): Promise<void> {
  const { values, positionals } = readFlags("bench:soak", {
    args: [...argv],
    allowPositionals: true,
    options: {
      engine: { type: "string", default: "host" },
      requests: { type: "string", default: "1000000" },
      keep: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const engine = SOAK_ENGINES.find((name) => name === values.engine);
  if (engine === undefined) {
    throw new ToolError("ERR_USAGE", "--engine: there is no such engine", { hint: `use ${SOAK_ENGINES.join(" or ")}` });
  }
  const requests = count("--requests", values.requests);
  const readings = [1_000, 10_000, 100_000].filter((count) => count < requests).concat(requests);
  const tasks = engine === "envoy" ? await envoyTasks(readings) : hostTasks(readings);
  const wanted = tasks.filter(({ name }) => positionals.length === 0 || positionals.includes(name.split(" ")[0] ?? ""));
  if (wanted.length === 0) {
    throw new ToolError("ERR_USAGE", "there is no such filter", {
      hint: `name one of ${tasks.map((t) => t.name).join(", ")}`,
    });
  }
  const kept = await Kept.open<SoakRecord>(values.keep);
  for (const { name, run } of wanted) {
    const isSame = (record: SoakRecord): boolean => record.name === name && record.engine === engine;
    const isWhole = (record: SoakRecord): boolean => (record.points.at(-1)?.requests ?? 0) >= requests;
    if (kept.records.some((record) => isSame(record) && isWhole(record))) continue;
    const start = performance.now();
    const points = await run();
    await kept.add({ name, engine, points }, isSame);
    process.stderr.write(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  }
  const { records } = kept;
  process.stdout.write(
    values.json ? `${JSON.stringify(records, null, 2)}\n` : `${renderRecords(records).join("\n")}\n`,
  );
}

function hostTasks(readings: readonly number[]): Task[] {
  return SOAKS.map((soak) => ({ name: nameOf(soak), run: async () => soakFilter(soak, readings, showProgress) }));
}

async function envoyTasks(readings: readonly number[]): Promise<Task[]> {
  const envoy = await findEnvoy({ onProgress: showProgress });
  const context = { envoyPath: envoy.path, clock: await chooseCpuClock(), onProgress: showProgress };
  return Object.entries(FILTER_JOBS).map(([name, entry]) => ({
    name,
    run: async () => soakFilterInEnvoy(entry, readings, context),
  }));
}

/** What was found as text for a terminal. */
function renderRecords(records: readonly SoakRecord[]): string[] {
  const counts = records[0]?.points.map(({ requests }) => requests.toLocaleString("en-US")) ?? [];
  return renderRows(
    ["filter", "engine", ...counts.map((count) => `after ${count}`), "keys"],
    records.map(({ name, engine, points }) => [
      ...[name, engine, ...points.map(({ memoryBytes }) => `${(memoryBytes / 1024).toLocaleString("en-US")} KiB`)],
      String(points.at(-1)?.keys ?? ""),
    ]),
  );
}

function showProgress(message: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${message} …`);
}

const argv = process.argv.slice(2);
await main(argv).catch((error: unknown) => {
  process.exitCode = reportError(error, argv.includes("--json"));
});
