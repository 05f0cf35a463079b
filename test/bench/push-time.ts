import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compileFilter } from "../../tooling/compile/compile.js";
import { appendCustomSection } from "../../tooling/wasm/index.js";
import { RegistryServer } from "../tooling/oci/start-registry.js";
import { minus } from "../../tooling/bench/job-result.js";
import { rotated } from "../../tooling/bench/rounds.js";
import { spreadOf } from "../../tooling/bench/statistics.js";
import { renderMedian, renderRows } from "../../tooling/bench/table.js";

const ROUNDS = 21;
const MODULE_BYTES = 60 * 1024;
const FILTER = "filters/auth";
const CLI = fileURLToPath(new URL("../../tooling/cli/main.js", import.meta.url));
const run = promisify(execFile);

/** A process that is started in each round, and how long it took by the clock. */
interface Contestant {
  readonly name: string;
  readonly args: (round: number) => Promise<readonly string[]>;
  readonly wallMs: number[];
}

/**
 * `npm run bench:push`: how long `sluice push` of a module that the registry does not have takes, from its start to its end, a real registry on
 * this machine; beside it Node alone, and a command that does nothing. Rounds are interleaved. Other processes that run meanwhile are in it.
 */
const folder = await mkdtemp(join(tmpdir(), "sluice-bench-push-"));
try {
  await using registry = await RegistryServer.start();
  const { module } = await compileFilter({ filter: FILTER });
  const contestants: readonly Contestant[] = [
    { name: "node -e 0", args: () => Promise.resolve(["-e", "0"]), wallMs: [] },
    { name: "sluice --version", args: () => Promise.resolve([CLI, "--version"]), wallMs: [] },
    {
      name: "sluice push",
      args: async (round) => [CLI, "push", await writeModule(module), registry.reference(`bench/push:${round + 1}`)],
      wallMs: [],
    },
  ];
  // The first round reads the programs from the disk, and does not count.
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const { args, wallMs } of rotated(contestants, round + 1)) {
      const taken = await time(await args(round));
      if (round >= 0) wallMs.push(taken);
    }
  }
  const [node] = contestants;
  const rows = contestants.map(({ name, wallMs }) => [
    ...[name, renderMedian(spreadOf(wallMs)), Math.min(...wallMs).toFixed(1)],
    name === node?.name ? "" : renderMedian(spreadOf(minus(wallMs, node?.wallMs ?? []))),
  ]);
  const columns = [`${MODULE_BYTES} B, ${ROUNDS} rounds`, "wall ms", "fastest", "− node"];
  process.stdout.write(`${renderRows(columns, rows).join("\n")}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The filter with a section that no registry has seen, which makes it as large as it is said to be. */
async function writeModule(filter: Uint8Array): Promise<string> {
  const name = "bench";
  // The section's own header: its id, two lengths and its name.
  const filler = MODULE_BYTES - filter.length - (1 + 3 + 1 + name.length);
  const path = join(folder, "auth.wasm");
  await writeFile(path, appendCustomSection(filter, name, randomBytes(filler)));
  return path;
}

async function time(args: readonly string[]): Promise<number> {
  const start = performance.now();
  await run(process.execPath, args);
  return performance.now() - start;
}
