import { type CompilerOptions, runCompiler } from "../../tooling/compile/asc.js";
import { locateFilters } from "../../tooling/compile/sources.js";
import { appendCustomSection } from "../../tooling/wasm/index.js";
import { rotated } from "../../tooling/bench/rounds.js";
import { type Spread, spreadOf } from "../../tooling/bench/statistics.js";
import { minus } from "../../tooling/bench/job-result.js";
import { renderMedian, renderRows } from "../../tooling/bench/table.js";

const ROUNDS = 21;
const INSTANCES = 20;
const FILTERS = ["test/bench/peers/sluice", "filters/headers", "filters/auth"];

/** One way of building a filter, and what its modules took in each round. */
interface Build {
  readonly name: string;
  readonly binary: Uint8Array;
  readonly compileMs: number[];
  readonly initializeUs: number[];
}

/**
 * `npm run bench:packing`: what packed static data costs a start, in V8's optimising compiler, as in Envoy: CPU time of the compilation on
 * all threads, and how long an instance takes until it is initialised. Rounds are interleaved.
 */
for (const filter of FILTERS) {
  const packed = await build(filter, "packed", {});
  const builds = [packed, await build(filter, "plain", { isPacked: false })];
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const { binary, compileMs, initializeUs } of rotated(builds, round + 1)) {
      const times = start(binary, round);
      if (round < 0) continue;
      compileMs.push(times.compileMs);
      initializeUs.push(times.initializeUs);
    }
  }
  const rows = builds.map(({ name, binary, compileMs, initializeUs }) => [
    ...[name, binary.length.toLocaleString("en-US"), renderMedian(spreadOf(compileMs))],
    name === packed.name ? "" : renderSigned(spreadOf(minus(compileMs, packed.compileMs))),
    renderMedian(spreadOf(initializeUs)),
  ]);
  const columns = [filter, "module B", "compile, CPU ms", "− packed", "initialise, µs"];
  process.stdout.write(`${renderRows(columns, rows).join("\n")}\n\n`);
}

async function build(filter: string, name: string, options: Partial<CompilerOptions>): Promise<Build> {
  const source = await locateFilters([filter]);
  const { binary } = await runCompiler(source, { fileName: "module.wasm", isDebug: false, ...options });
  return { name, binary, compileMs: [], initializeUs: [] };
}

/** V8 keeps what it has compiled for the same bytes: each round's are others. */
function start(binary: Uint8Array, round: number): { readonly compileMs: number; readonly initializeUs: number } {
  const bytes = appendCustomSection(binary, "round", Buffer.from(`${round} ${binary.length}`));
  const cpu = process.cpuUsage();
  const module = new WebAssembly.Module(bytes as BufferSource);
  const { user, system } = process.cpuUsage(cpu);
  const functions = Object.fromEntries(WebAssembly.Module.imports(module).map(({ name }) => [name, () => 0]));
  const imports = { env: functions, wasi_snapshot_preview1: functions };
  const started = process.hrtime.bigint();
  for (let instance = 0; instance < INSTANCES; instance += 1) {
    const { _initialize: initialize } = new WebAssembly.Instance(module, imports).exports;
    (initialize as () => void)();
  }
  const initializeUs = Number(process.hrtime.bigint() - started) / INSTANCES / 1000;
  return { compileMs: (user + system) / 1000, initializeUs };
}

function renderSigned({ median, low, high }: Spread): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
