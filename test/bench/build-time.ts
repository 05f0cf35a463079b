import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import asc from "assemblyscript/asc";
import { compilerFlags } from "../../tooling/compile/asc.js";
import { compileFilter } from "../../tooling/compile/compile.js";
import { ToolError } from "../../tooling/error.js";
import { packageRoot } from "../../tooling/package-root.js";
import type { BenchContext } from "../../tooling/bench/context.js";
import { PEERS } from "./jobs/peers.js";
import { rotated } from "../../tooling/bench/rounds.js";
import { type Ratio, ratioOf, type Spread, spreadOf } from "../../tooling/bench/statistics.js";
import { renderMedian, renderRatio, renderRows } from "../../tooling/bench/table.js";

export interface BuildTimes {
  readonly ascMs: Spread;
  readonly sluiceMs: Spread;
  readonly ratio: Ratio;
}

/** How long a build of the header filter takes, and how long the compiler alone with the same flags on the same sources. */
export interface BuildResult {
  readonly rounds: number;
  /** `asc` and `sluice build`, a process each; the sources are other ones every time. */
  readonly cold: BuildTimes;
  /** Again in one process, which has compiled before. */
  readonly warm: BuildTimes;
  /** `sluice build` of sources that it has built before. */
  readonly unchangedMs: Spread;
}

const CLI = fileURLToPath(new URL("../../tooling/cli/main.js", import.meta.url));
const ASC = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin", "asc.js");
const run = promisify(execFile);

/** Times the builds in turn, in a project of their own with a cache of its own. */
export async function measureBuild(context: BenchContext, rounds: number): Promise<BuildResult> {
  const project = await mkdtemp(join(tmpdir(), "sluice-bench-build-"));
  try {
    await writeProject(project);
    const times = { coldAsc: [], coldSluice: [], unchanged: [], warmAsc: [], warmSluice: [] } as Record<
      string,
      number[]
    >;
    const time = async (name: string, work: () => Promise<unknown>): Promise<void> => {
      const start = performance.now();
      await work();
      times[name]?.push(performance.now() - start);
    };
    // Neither has to read itself from the disk for the first time, nor to be compiled by V8 for the first time.
    await Promise.all([ascWarm(project), sluiceCold(project)]);
    await Promise.all([sluiceWarm(project), ascCold(project)]);
    await expectSameWork(project);
    for (let round = 0; round < rounds; round += 1) {
      context.onProgress(`build: round ${round + 1} of ${rounds}`);
      await changeSources(project, round);
      const works: readonly (readonly [string, (project: string) => Promise<unknown>])[] = [
        ["coldAsc", ascCold],
        ["coldSluice", sluiceCold],
        ["warmAsc", ascWarm],
        ["warmSluice", sluiceWarm],
      ];
      for (const [name, work] of rotated(works, round)) await time(name, async () => work(project));
      await time("unchanged", async () => sluiceCold(project));
    }
    const { coldAsc = [], coldSluice = [], warmAsc = [], warmSluice = [], unchanged = [] } = times;
    return {
      rounds,
      cold: buildTimes(coldAsc, coldSluice),
      warm: buildTimes(warmAsc, warmSluice),
      unchangedMs: spreadOf(unchanged),
    };
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

function buildTimes(ascMs: readonly number[], sluiceMs: readonly number[]): BuildTimes {
  return { ascMs: spreadOf(ascMs), sluiceMs: spreadOf(sluiceMs), ratio: ratioOf(sluiceMs, ascMs) };
}

/** A project with the filter, and what the compiler alone needs: the library where it looks for packages, an entry of its own. */
async function writeProject(project: string): Promise<void> {
  const library = join(project, "node_modules", "sluice");
  for (const folder of ["assembly", "sdk"]) {
    await cp(join(packageRoot(), folder), join(library, folder), { recursive: true });
  }
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "bench", version: "1.0.0" }));
  const constants = join(library, "assembly", "build.ts");
  // What the build finds out about this filter: it keeps nothing, and waits for no body.
  await writeFile(constants, (await readFile(constants, "utf8")).replaceAll(": bool = true", ": bool = false"));
  await changeSources(project, -1);
  const { callbacks } = await compileFilter({ filter: join(project, "hello"), cache: false });
  const exports = ["proxy_abi_version_0_2_1", "malloc", "proxy_on_memory_allocate", ...callbacks];
  await writeFile(
    join(project, "entry.ts"),
    [
      'import "sluice/assembly/abort";',
      'import "sluice/assembly/environment";',
      `export { ${exports.join(", ")} } from "sluice/assembly/exports";`,
      'import "./hello";',
    ].join("\n"),
  );
}

async function changeSources(project: string, round: number): Promise<void> {
  await cp(join(PEERS, "sluice", "index.ts"), join(project, "hello", "index.ts"));
  await writeFile(join(project, "hello", "index.ts"), `// Round ${round}.\n`, { flag: "a" });
}

/** Both modules have the same callbacks. Their sizes differ: the build goes over the compiler's module, in the time that is measured. */
async function expectSameWork(project: string): Promise<void> {
  const [own, alone] = await Promise.all(
    ["sluice.wasm", "asc.wasm"].map(async (name) => callbacksOf(await readFile(join(project, name)))),
  );
  if (own !== "" && own === alone) return;
  throw new ToolError("ERR_INTERNAL", `the compiler alone makes a module with ${alone}, the build one with ${own}`);
}

function callbacksOf(bytes: Uint8Array<ArrayBuffer>): string {
  const names = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  return names
    .filter((name) => name.startsWith("proxy_on_"))
    .sort()
    .join(", ");
}

async function sluiceCold(project: string): Promise<void> {
  const env = { ...process.env, SLUICE_CACHE: join(project, "cache") };
  await run(process.execPath, [CLI, "build", "hello", "-o", "sluice.wasm"], { cwd: project, env });
}

async function sluiceWarm(project: string): Promise<void> {
  await compileFilter({ filter: join(project, "hello"), cache: false });
}

async function ascCold(project: string): Promise<void> {
  await run(process.execPath, [ASC, ...flagsAlone()], { cwd: project });
}

async function ascWarm(project: string): Promise<void> {
  const { error } = await asc.main([...flagsAlone(), "--baseDir", project], { stderr: asc.createMemoryStream() });
  if (error !== null) throw error;
}

/** The build's own flags, with an entry and a library that lie on the disk. */
function flagsAlone(): string[] {
  const [, ...flags] = compilerFlags({ fileName: "asc.wasm", isDebug: false });
  return ["entry.ts", ...flags.filter((flag) => !flag.startsWith("--lib="))];
}

/** The result as text for a terminal. */
export function renderBuild({ rounds, cold, warm, unchangedMs }: BuildResult): string[] {
  const cells = (name: string, { ascMs, sluiceMs, ratio }: BuildTimes): string[] => [
    ...[name, renderMedian(ascMs), renderMedian(sluiceMs), renderRatio(ratio)],
  ];
  return [
    `build: the header filter (${rounds} rounds; ms)`,
    ...renderRows(
      ["", "asc alone", "sluice build", "ratio"],
      [
        cells("a new process", cold),
        cells("again in the same", warm),
        ["unchanged sources", "", renderMedian(unchangedMs)],
      ],
    ),
  ];
}
