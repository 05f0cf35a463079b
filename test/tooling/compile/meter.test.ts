import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import binaryen from "binaryen";
import { describe, expect, it } from "vitest";
import { meterSteps, SMALL_CODE } from "../../../tooling/compile/meter.js";
import { packageRoot } from "../../../tooling/package-root.js";

/** The parts as `assembly/steps.ts` has them, with a counter that only goes down. */
const PARTS = `
  (import "env" "host" (func $host (param i32) (result i32)))
  (memory (export "memory") 2)
  (global $left (mut i32) (i32.const 1000000))
  (export "stepsLeft" (global $left))
  (export "left" (func $leftNow))
  (func $leftNow (result i32) (global.get $left))
  (func $outOfSteps (export "outOfSteps") (unreachable))
  (func $takeSteps (export "takeSteps") (param $count i32)
    (if (i32.lt_s (i32.sub (global.get $left) (local.get $count)) (i32.const 0)) (then (call $outOfSteps)))
    (global.set $left (i32.sub (global.get $left) (local.get $count))))
  (func $takeStep (export "takeStep") (call $takeSteps (i32.const 1)))
  (func $takeBytes (export "takeBytes") (param $size i32) (result i32)
    (call $takeSteps (i32.shr_u (local.get $size) (i32.const 3))) (local.get $size))`;

/** Steps that `run` takes after metering, given a number; throws what the module traps with. */
function stepsOf(code: string, argument = 0): number {
  const module = binaryen.parseText(`(module ${PARTS} ${code})`);
  module.setFeatures(binaryen.Features.All);
  meterSteps(binaryen, module);
  expect(module.validate()).toBe(1);
  const compiled = new WebAssembly.Module(module.emitBinary() as BufferSource);
  module.dispose();
  const { exports } = new WebAssembly.Instance(compiled, { env: { host: (x: number) => x } });
  const { run, left } = exports as Record<"run" | "left", (argument?: number) => number>;
  const before = left();
  run(argument);
  return before - left();
}

/** Turns while its counter is below `end`. */
const loop = (end: string, body = "", by = 1): string => `
  (loop $turn (if (i32.lt_u (local.get $i) ${end}) (then
    ${body}
    (local.set $i (i32.add (local.get $i) (i32.const ${by}))) (br $turn))))`;

const run = (code: string): string => `(func (export "run") (param $n i32) (local $i i32) ${code})`;

describe("code that takes its steps by calls", () => {
  it.each(SMALL_CODE.filter((place) => place.startsWith("sluice/")))("is there: %s", (place) => {
    const path = place.replace(/^sluice\//, "");
    // A file, a folder, or something in a file.
    const places = [path, `${path}.ts`, `${dirname(path)}.ts`].map((each) => join(packageRoot(), each));
    expect(places.some((each) => existsSync(each))).toBe(true);
    const [, name = ""] = path.match(/\/(?:Montgomery#)?(\w+)$/) ?? [];
    if (!existsSync(places[0] ?? "") && !existsSync(places[1] ?? "")) {
      expect(readFileSync(places[2] ?? "", "utf8")).toContain(`${name}(`);
    }
  });
});

describe("meterSteps", () => {
  it("takes a step for each turn of a loop, the last look at its condition included", () => {
    expect(stepsOf(run(loop("(local.get $n)")), 40)).toBe(41);
  });

  it("takes none for straight code, calls of the host and copies in it included", () => {
    const copy = "(memory.fill (i32.const 0) (i32.const 0) (local.get $n))";
    expect(stepsOf(run(`(drop (call $host (i32.const 1))) ${copy}`), 65_536)).toBe(0);
  });

  it("takes 256 steps for a call of the host in a loop, and one for eight bytes that are copied there", () => {
    expect(stepsOf(run(loop("(local.get $n)", "(drop (call $host (i32.const 1)))")), 2)).toBe(3 + 2 * 256);
    const fill = "(memory.fill (i32.const 0) (i32.const 0) (i32.mul (local.get $n) (i32.const 400)))";
    expect(stepsOf(run(loop("(local.get $n)", fill)), 2)).toBe(3 + 2 * 100);
  });

  it("takes steps for copies of a constant size where they are long, and none where they are short", () => {
    const fill = (bytes: number): string => `(memory.fill (i32.const 0) (i32.const 0) (i32.const ${bytes}))`;
    expect(stepsOf(run(loop("(local.get $n)", fill(65_536))), 2)).toBe(3 + 2 * 8192);
    expect(stepsOf(run(loop("(local.get $n)", fill(8192))), 2)).toBe(3);
  });

  it("takes what a function called in a loop does in the same way", () => {
    const called = "(func $called (drop (call $host (i32.const 1))))";
    expect(stepsOf(called + run(loop("(local.get $n)", "(call $called)")), 2)).toBe(3 + 2 * 256);
  });

  it("counts the turns of a loop with constants where the loop around it turns", () => {
    const inner = `(local.set $j (i32.const 8)) ${loop("(i32.const 64)", "", 8).replaceAll("$turn", "$in").replaceAll("$i)", "$j)").replaceAll("$i ", "$j ")}`;
    const code = run(loop("(local.get $n)", inner)).replace("(local $i i32)", "(local $i i32) (local $j i32)");
    expect(stepsOf(code, 2)).toBe(3 * (1 + 7));
  });

  it.each([
    ["assigns its counter elsewhere", loop("(i32.const 64)", "(local.set $i (i32.const 0))")],
    ["begins again elsewhere", loop("(i32.const 64)", "(br_if $turn (local.get $n))")],
    ["turns too often", loop("(i32.const 2000000)")],
    ["has a counter that wraps", loop("(i32.const 0xffffffff)", "", 64)],
    ["never ends", "(loop $turn (br $turn))"],
  ])("counts no loop beforehand that %s", (_, code) => {
    expect(() => stepsOf(run(code), 1)).toThrow(WebAssembly.RuntimeError);
  });

  it("takes a step where calls go round, directly and through the table", () => {
    const direct = `(func $f (param $n i32) (if (local.get $n) (then (call $g (i32.sub (local.get $n) (i32.const 1))))))
      (func $g (param $n i32) (call $f (local.get $n)))`;
    expect(stepsOf(direct + run("(call $f (local.get $n))"), 10)).toBe(11);
    const table = `(type $t (func (param i32))) (table 1 1 funcref) (elem (i32.const 0) $f)
      (func $f (type $t) (if (local.get 0) (then
        (call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))))`;
    expect(stepsOf(table + run("(call $f (local.get $n))"), 10)).toBe(11);
  });

  it("refuses code that it does not know", () => {
    const unknown = run("(drop (ref.i31 (i32.const 1)))");
    expect(() => stepsOf(unknown)).toThrow(expect.objectContaining({ code: "ERR_INTERNAL" }));
  });

  it("exports none of its parts", () => {
    const module = binaryen.parseText(`(module ${PARTS} ${run("")})`);
    meterSteps(binaryen, module);
    const names = Array.from(
      { length: module.getNumExports() },
      (_, index) => binaryen.getExportInfo(module.getExportByIndex(index)).name,
    );
    module.dispose();
    expect(names.sort()).toEqual(["left", "memory", "run"]);
  });
});
