import { describe, expect, it } from "vitest";
import { startEnvoy } from "../../../../tooling/envoy/index.js";
import { startHost } from "../../../../tooling/host/entrance/server.js";
import { engines } from "../../../../tooling/testing/index.js";
import { assemble } from "../../compile/assemble.js";

/** Grows its memory in proxy_on_configure, by halves, until it gets no more; logs how many it has: five digits. */
const growing = (memory: string): Uint8Array =>
  assemble(`(module
    (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
    ${memory}
    (func (export "proxy_abi_version_0_2_1"))
    (func (export "malloc") (param i32) (result i32) (i32.const 1024))
    (func (export "proxy_on_configure") (param i32 i32) (result i32) (local $pages i32) (local $at i32) (local $step i32)
      (local.set $step (i32.const 32768))
      (loop $more
        (br_if $more (i32.ne (memory.grow (local.get $step)) (i32.const -1)))
        (local.set $step (i32.shr_u (local.get $step) (i32.const 1)))
        (br_if $more (local.get $step)))
      (local.set $pages (memory.size))
      (local.set $at (i32.const 5))
      (loop $digit
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))
        (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $pages) (i32.const 10))))
        (local.set $pages (i32.div_u (local.get $pages) (i32.const 10)))
        (br_if $digit (local.get $at)))
      (drop (call $log (i32.const 2) (i32.const 0) (i32.const 5)))
      (i32.const 1)))`);

describe.each(engines)("the memory of a VM on %s", (engine) => {
  it.each([
    ["names no maximum", '(memory (export "memory") 1)', "16384"],
    ["names a larger one", '(memory (export "memory") 1 65536)', "16384"],
    ["imports it", '(import "env" "memory" (memory 1)) (export "memory" (memory 0))', "16384"],
    ["names a smaller one", '(memory (export "memory") 1 16100)', "16100"],
  ])("ends at 1 GiB, or earlier where the module says so: one that %s", async (_what, memory, pages) => {
    const start = engine === "envoy" ? startEnvoy : startHost;
    await using gateway = await start({
      plugins: [{ name: "p", rootId: "", module: growing(memory) }],
      upstream: "http://127.0.0.1:9",
    });
    expect(new Set(gateway.logs.map(({ message }) => message))).toEqual(new Set([pages]));
  });
});
