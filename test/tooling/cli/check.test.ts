import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filter } from "../check/check-cases.js";
import { assemble } from "../compile/assemble.js";
import { runCli, temporaryFolder } from "./run-cli.js";

/** What another toolchain made for another host. */
const FOREIGN = assemble('(module (import "gojs" "runtime.wasmExit" (func (param i32))) (memory (export "memory") 1))');

describe("sluice check", () => {
  it("refuses a module from another toolchain, naming the import", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "foreign.wasm"), FOREIGN);
    const { code, stdout, stderr } = await runCli(["check", "foreign.wasm"], { cwd: folder.path });
    expect(stderr).toMatch(/^error: foreign\.wasm: .*gojs.*runtime\.wasmExit/m);
    expect(stderr).toMatch(/^hint: /m);
    expect(stdout).toBe("foreign.wasm: refused\n");
    expect(code).toBe(2);
  });

  it("warns of a module that nothing bounds in steps, and not of one that the build made", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "foreign.wasm"), filter(""));
    const foreign = await runCli(["check", "foreign.wasm"], { cwd: folder.path });
    expect(foreign.code).toBe(0);
    expect(foreign.stderr).toMatch(/^warning: .*: is not bounded in steps/m);
    const out = join(folder.path, "own.wasm");
    expect((await runCli(["build", "test/bench/peers/sluice", "-o", out])).code).toBe(0);
    const own = await runCli(["check", "--json", out]);
    expect(JSON.parse(own.stdout)).toMatchObject({ isAccepted: true, findings: [] });
    expect((await runCli(["inspect", out])).stdout).toMatch(/^steps +at most 500,000,000 in one callback$/m);
  });

  it("says one JSON document with --json", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "foreign.wasm"), FOREIGN);
    const { code, stdout, stderr } = await runCli(["check", "--json", "foreign.wasm"], { cwd: folder.path });
    const report = JSON.parse(stdout) as { isAccepted: boolean; findings: { rule: string; severity: string }[] };
    expect(report.isAccepted).toBe(false);
    expect(report.findings.some(({ severity }) => severity === "error")).toBe(true);
    expect(stderr).toBe("");
    expect(code).toBe(2);
  });

  it.each([
    ["check", "module: cannot read folder: it is a folder"],
    ["inspect", "the folder folder has no index.ts"],
  ])("%s refuses what is no module, a folder without a filter, and what is not there", async (command, ofFolder) => {
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    await writeFile(join(cwd, "text.wasm"), "not a module");
    await writeFile(join(cwd, "empty.wasm"), "");
    await mkdir(join(cwd, "folder"));
    for (const file of ["text.wasm", "empty.wasm"]) {
      const { code, stderr } = await runCli([command, file], { cwd });
      expect(stderr).toMatch(new RegExp(`^error: ${file}: .*\nhint: .*\n$`));
      expect(code).toBe(2);
    }
    const notFile = await runCli([command, "folder"], { cwd });
    expect(notFile.stderr.split("\n")[0]).toBe(`error: ${ofFolder}`);
    expect(notFile.code).toBe(2);
    const missing = await runCli([command, "missing.wasm"], { cwd });
    expect(missing.stderr).toMatch(/^error: module: no file at missing\.wasm\n/);
    expect(missing.code).toBe(2);
  });
});
