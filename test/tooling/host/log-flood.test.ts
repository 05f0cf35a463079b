import { describe, expect, it } from "vitest";
import { Host } from "../../../tooling/host/host.js";
import { MAXIMUM_LINE_BYTES } from "../../../tooling/host/imports/log-line.js";
import { MAXIMUM_KEPT_CHARACTERS } from "../../../tooling/kept-logs.js";
import { engines, serve } from "../../../tooling/testing/index.js";
import { assemble } from "../compile/assemble.js";

/** A module with four megabytes of the letter a, but for the first 64 KiB, which does something in its configuration. */
const module = (configure: string): Uint8Array =>
  assemble(`(module
    (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 65 65)
    (func (export "proxy_abi_version_0_2_1"))
    (func (export "malloc") (param i32) (result i32) (i32.const 1024))
    (func $times (param $count i32) (param $level i32) (param $size i32)
      (loop $more
        (drop (call $log (local.get $level) (i32.const 65536) (local.get $size)))
        (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
    (func $vectors (param $count i32) (param $size i32) (local $at i32)
      (loop $more
        (i32.store (local.get $at) (i32.const 65536))
        (i32.store offset=4 (local.get $at) (local.get $size))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br_if $more (i32.lt_u (local.get $at) (i32.mul (local.get $count) (i32.const 8))))))
    (func (export "proxy_on_configure") (param i32 i32) (result i32)
      (memory.fill (i32.const 65536) (i32.const 97) (i32.const 4194304))
      ${configure}))`);

const load = (configure: string, host: Host): Promise<void> =>
  host.loadPlugin({ name: "p", rootId: "", module: module(configure) });

describe("a module that floods its log", () => {
  it("has its lines cut, and the older ones dropped", async () => {
    const host = new Host();
    await load("(call $times (i32.const 40) (i32.const 2) (i32.const 4000000)) (i32.const 1)", host);
    const kept = host.logs.reduce((sum, { message }) => sum + message.length, 0);
    expect(kept).toBeGreaterThan(MAXIMUM_KEPT_CHARACTERS / 4);
    expect(kept).toBeLessThanOrEqual(MAXIMUM_KEPT_CHARACTERS);
    const { message = "" } = host.logs.at(-1) ?? {};
    expect(message.replace(/^a+/, "")).toBe(`… (${4_000_000 - MAXIMUM_LINE_BYTES} more bytes)`);
  });

  it("writes what would be four gigabytes of vectors as one line", async () => {
    const host = new Host();
    const write = "(call $write (i32.const 1) (i32.const 0) (i32.const 1000) (i32.const 60000))";
    const isWritten = "(i32.eq (i32.load (i32.const 60000)) (i32.const 4000000000))";
    await load(`(call $vectors (i32.const 1000) (i32.const 4000000)) (i32.and (i32.eqz ${write}) ${isWritten})`, host);
    const [{ message = "" } = {}] = host.logs;
    expect(message.length).toBeLessThan(MAXIMUM_LINE_BYTES + 100);
    expect(message.replace(/^a+/, "")).toBe(`… (${4_000_000_000 - MAXIMUM_LINE_BYTES} more bytes)`);
  });

  it("is told no line that leaves its memory, however long", async () => {
    const host = new Host();
    await load(
      `(call $vectors (i32.const 1) (i32.const 4194305))
       (i32.and
         (i32.eq (call $log (i32.const 2) (i32.const 65536) (i32.const 4194305)) (i32.const 6))
         (i32.eq (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 60000)) (i32.const 21)))`,
      host,
    );
    expect(host.logs).toEqual([]);
  });

  it("is quoted with its own words where those before it are dropped meanwhile", async () => {
    const host = new Host();
    const flood = (lines: number): string => `(call $times (i32.const ${lines}) (i32.const 2) (i32.const 4000000))`;
    await load(`${flood(12)} (i32.const 1)`, host);
    const last = "(call $times (i32.const 1) (i32.const 5) (i32.const 3))";
    const refusal = await load(`${flood(6)} ${last} (i32.const 0)`, host).catch((error: unknown) => error as Error);
    expect(refusal?.message).toMatch(/; aaa$|: aaa$/);
  });

  it("is quoted in a refusal with its last words alone", async () => {
    const flood = "(call $times (i32.const 20) (i32.const 4) (i32.const 4000000))";
    const last = "(call $times (i32.const 1) (i32.const 5) (i32.const 3))";
    const refusal = await load(`${flood} ${last} unreachable`, new Host()).catch((error: unknown) => error as Error);
    expect(refusal?.message.length).toBeLessThan(66_000);
    expect(refusal?.message).toMatch(
      /: … a+… \(\d+ more bytes\); aaa; Function: proxy_on_configure failed: .*unreachable$/,
    );
  });
});

describe.each(engines)("a long line of a plugin on %s", (engine) => {
  it("is logged whole", async () => {
    const logging = module("(call $times (i32.const 1) (i32.const 2) (i32.const 300000)) (i32.const 1)");
    await using gateway = await serve({ engine, filter: logging });
    expect(gateway.logs.map(({ message }) => message.length)).toContain(300_000);
  });
});
