import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { engines, serve } from "sluice/testing";
import { assemble } from "../compile/assemble.js";
import { temporaryFolder } from "./run-cli.js";
import { end, startRun } from "./start-run.js";

const CALLOUT = "test/fixtures/filters/callout";
const NOWHERE = "http://127.0.0.1:1";

/** Could call, and reads no configuration. */
const caller = assemble(`(module
  (import "env" "proxy_http_call" (func (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (func (export "malloc") (param i32) (result i32) (i32.const 0))
  (func (export "proxy_abi_version_0_2_1")))`);

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe("a cluster that a filter calls and nobody gave", () => {
  it("is told once by sluice run, with those that there are", async () => {
    const args = [CALLOUT, "--engine", "node", "--cluster", `auth=${NOWHERE}`];
    const { child, url, stderr } = await startRun(args);
    for (const cluster of ["authz", "authz", "other"]) await fetch(url, { headers: { "x-cluster": cluster } });
    expect(await end(child, "SIGTERM")).toBe(0);
    expect(count(stderr(), "note: no cluster authz; there are: upstream, auth\n")).toBe(1);
    expect(count(stderr(), "note: no cluster other; there are: upstream, auth\n")).toBe(1);
  }, 120_000);

  it("is told by serve", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      await using gateway = await serve({ engine: "node", filter: CALLOUT, clusters: { auth: NOWHERE } });
      await gateway.fetch("/", { headers: { "x-cluster": "authz" } });
      expect(write).toHaveBeenCalledWith("sluice/testing: no cluster authz; there are: upstream, auth\n");
    } finally {
      write.mockRestore();
    }
  });
});

describe.each(engines)("a cluster that a configuration names and nobody gave on %s", (engine) => {
  it("is told with its place", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "caller.wasm"), caller);
    const config = JSON.stringify({ rules: [{ authz_cluster: "authz" }, { authz_cluster: "auth" }] });
    const args = ["caller.wasm", "--engine", engine, "--cluster", `auth=${NOWHERE}`, "--config", config];
    const { child, stderr } = await startRun(args, { cwd: folder.path });
    expect(await end(child, "SIGTERM")).toBe(0);
    const told = "note: --config: $.rules[0].authz_cluster: no cluster authz; there are: upstream, auth\n";
    expect(count(stderr(), told)).toBe(1);
    expect(count(stderr(), "no cluster")).toBe(1);
  });
});
