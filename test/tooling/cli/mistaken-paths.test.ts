import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.js";
import { writeHello } from "./sources.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let cwd = "";

beforeAll(async () => {
  folder = await temporaryFolder();
  cwd = folder.path;
  await mkdir(join(cwd, "filters"));
  await writeHello(join(cwd, "filters"));
});
afterAll(() => folder[Symbol.asyncDispose]());

describe("a path at which nothing is", () => {
  it.each([
    ["run", "no folder and no file at filters/hell", "filters/hell"],
    ["build", "no filter at filters/helo", "filters/helo"],
    ["check", "module: no file at filters/hallo", "filters/hallo"],
  ])("is answered by %s with what was meant", async (command, message, path) => {
    const { code, stderr } = await runCli([command, path], { cwd });
    expect(stderr).toBe(`error: ${message}\nhint: did you mean filters/hello?\n`);
    expect(code).toBe(2);
  });
});

describe("a filter's folder in the place of a module", () => {
  it("is built by inspect", async () => {
    const { code, stdout, stderr } = await runCli(["inspect", "filters/hello", "--json"], { cwd });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ path: "filters/hello", papers: { rootIds: ["hello"] } });
    expect(code).toBe(0);
  });

  it("is to be built first for check", async () => {
    const { code, stderr } = await runCli(["check", "filters/hello"], { cwd });
    expect(stderr).toContain("hint: build it first: `sluice build filters/hello`, and name the module\n");
    expect(code).toBe(2);
  });
});
