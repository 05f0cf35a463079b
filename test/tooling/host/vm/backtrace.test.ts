import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../../../tooling/gateway.js";
import { engines } from "../../../../tooling/testing/engines.js";
import { temporaryFolder } from "../../cli/run-cli.js";
import { end, startRun } from "../../cli/start-run.js";
import { assemble } from "../../compile/assemble.js";

/** It calls itself, by way of a function, as often as it is told, and traps. */
const RECURSION = assemble(`(module
  (memory (export "memory") 1 1)
  (global $left (mut i32) (i32.const 30))
  (func $deep (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (global.set $left (i32.sub (global.get $left) (i32.const 1)))
    (if (i32.eqz (global.get $left)) (then (unreachable)))
    (call $between (local.get 0)))
  (func $between (param i32) (result i32)
    (call $deep (local.get 0) (i32.const 0) (i32.const 0)))
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "malloc") (param i32) (result i32) (i32.const 1024)))`);

/** The module with a section that gives names to functions by their index. */
function withNames(module: Uint8Array, names: Readonly<Record<number, string>>): Uint8Array {
  const sized = (bytes: readonly number[]): number[] => [...leb(bytes.length), ...bytes];
  const text = (value: string): number[] => sized([...Buffer.from(value)]);
  const entries = Object.entries(names).flatMap(([index, name]) => [...leb(Number(index)), ...text(name)]);
  const content = [...text("name"), 1, ...sized([...leb(Object.keys(names).length), ...entries])];
  return Uint8Array.from([...module, 0, ...sized(content)]);
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

/** What `sluice run` says on an engine where the module traps. */
async function trap(engine: Engine, module: Uint8Array): Promise<string> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "recursion.wasm");
  await writeFile(file, module);
  const { child, url, stderr } = await startRun([file, "--engine", engine]);
  try {
    expect((await fetch(url)).status).toBe(503);
    // What it writes in one piece may be read in several.
    await expect.poll(() => /unreachable\n(?:[^]*\n)?(?! {1,2}\d+: )/.test(stderr())).toBe(true);
  } finally {
    await end(child, "SIGTERM");
  }
  return stderr().replace(/^[^]*?error: Function: /, "");
}

describe("a trap", { timeout: 60_000 }, () => {
  it.each(engines)("is told with as many frames as Envoy shows, nameless ones too, on %s", async (engine) => {
    const lines = (await trap(engine, withNames(RECURSION, { 0: "deep" }))).split("\n");
    const [deep, between] = [/ 0: {2}(0x\w+)/, / 1: {2}(0x\w+)/].map((pattern) => pattern.exec(lines.join("\n"))?.[1]);
    const names = (index: number): string => (index % 2 === 0 ? "deep" : "unknown(function index:1)");
    expect(lines.slice(0, 2)).toEqual([
      "proxy_on_request_headers failed: Uncaught RuntimeError: unreachable",
      "Proxy-Wasm plugin in-VM backtrace:",
    ]);
    expect(lines.slice(3, 22)).toEqual(
      Array.from({ length: 19 }, (_, index) => {
        const place = index % 2 === 0 ? between : (/ 2: {2}(0x\w+)/.exec(lines.join("\n"))?.[1] ?? deep);
        return `${String(index + 1).padStart(3)}:  ${place} - ${names(index + 1)}`;
      }),
    );
    expect(lines[2]).toBe(`  0:  ${deep} - deep`);
    expect(lines.filter((line) => / 20: /.test(line))).toEqual([]);
  });

  it("is told without frames of a module without names", async () => {
    expect(await trap("node", RECURSION)).not.toContain("backtrace");
  });

  it("has no frame that a name invents, and is told at once whatever the names are", async () => {
    const forged = withNames(RECURSION, { 0: "deep\n    at forged (wasm://wasm/1:0x1)", 1: "\n".repeat(200_000) });
    const said = await trap("node", forged);
    expect(said).toMatch(/^ {2}0: {2}0x[0-9a-f]+ - deep\\u\{a\} {4}at forged/m);
    expect(said).not.toMatch(/^ +at forged/m);
  });
});
