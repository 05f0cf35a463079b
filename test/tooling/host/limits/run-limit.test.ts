import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../tooling/host/clock.js";
import { Host, type HostOptions } from "../../../../tooling/host/host.js";
import { Nesting } from "../../../../tooling/host/limits/nesting.js";
import { RunLimit } from "../../../../tooling/host/limits/run-limit.js";
import { TimeLimitError } from "../../../../tooling/host/limits/time-limit.js";
import { assemble } from "../../compile/assemble.js";
import { messages } from "../probe.js";

/** A module that loops, where it asks for it, as long as random bytes are 1. */
const module = (parts: string, malloc = ""): Uint8Array =>
  assemble(`(module
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (import "env" "proxy_set_tick_period_milliseconds" (func $tick (param i32) (result i32)))
    (import "env" "proxy_get_header_map_pairs" (func $pairs (param i32 i32 i32) (result i32)))
    (memory (export "memory") 1 1)
    (func $loop
      (drop (call $random (i32.const 0) (i32.const 1)))
      (loop $more (br_if $more (i32.load8_u (i32.const 0)))))
    (func (export "proxy_abi_version_0_2_1"))
    (func (export "malloc") (param i32) (result i32) ${malloc} (i32.const 1024))
    ${parts})`);

/** Long enough for a load on a busy machine. */
const LIMIT_MS = 1000;
const REQUEST = '(func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)';
const broken = (callback: string): string =>
  `Function: ${callback} failed: Uncaught TimeLimitError: did not come to an end within ${LIMIT_MS} ms`;

describe("a start without an end", () => {
  const ticking = module(`
    (func (export "proxy_on_configure") (param i32 i32) (result i32)
      (drop (call $tick (i32.const 10))) (call $loop) (i32.const 1))
    (func (export "proxy_on_tick") (param i32) unreachable)`);

  it.each([
    ["the canary", 1],
    ["the main thread", 2],
    ["a worker", 3],
  ])("leaves nothing that runs on, where it is %s that is broken off", async (_vm, endless) => {
    const clock = new FakeClock();
    let count = 0;
    const random = (to: Uint8Array): void => void to.fill(++count === endless ? 1 : 0);
    const host = new Host({ clock, boundsCallbacks: true, loadTimeLimitMs: LIMIT_MS, random });
    const start = async (): Promise<void> => {
      await host.loadPlugin({ name: "p", rootId: "", module: ticking });
      host.start();
    };
    await expect(start()).rejects.toMatchObject({ code: "ERR_CONFIGURATION_REFUSED" });
    const before = messages(host).length;
    // Those that did start tick, and trap.
    clock.advance(10);
    expect(messages(host).length - before).toBe(Math.max(0, endless - 2));
  });

  it("keeps its VM from the next plugin of the module", async () => {
    let count = 0;
    const random = (to: Uint8Array): void => void to.fill(++count === 2 ? 1 : 0);
    const clock = new FakeClock();
    const host = new Host({ clock, boundsCallbacks: true, loadTimeLimitMs: LIMIT_MS, random });
    await expect(host.loadPlugin({ name: "p", rootId: "", module: ticking })).rejects.toThrow("did not come to an end");
    await host.loadPlugin({ name: "q", rootId: "", module: ticking });
    const before = host.logs.length;
    clock.advance(10);
    expect(host.logs.slice(before).map(({ plugin }) => plugin)).toEqual(["q"]);
  });
});

it("leaves no callback on the stack that was broken off", () => {
  const nesting = new Nesting();
  const limit = new RunLimit(50, nesting, false);
  const work = (): never => {
    while (!nesting.isAtLimit) nesting.enter();
    for (;;);
  };
  expect(() => limit.load(work)).toThrow(TimeLimitError);
  expect(nesting.isAtLimit).toBe(false);
});

describe("a callback without an end", () => {
  const random = { byte: 1 };
  const load = async (bytes: Uint8Array, options: HostOptions = {}): Promise<Host> => {
    random.byte = 1;
    const host = new Host({
      ...{ boundsCallbacks: true, loadTimeLimitMs: LIMIT_MS, random: (to) => void to.fill(random.byte) },
      ...options,
    });
    await host.loadPlugin({ name: "p", rootId: "", module: bytes, failurePolicy: "FAIL_RELOAD" });
    host.start();
    return host;
  };
  const status = async (host: Host): Promise<number> =>
    (await host.fetch(new Request("http://gateway.test/"), () => new Response())).status;

  it("is broken off, fails its VM, and is loaded anew as any other that failed", async () => {
    const clock = new FakeClock();
    const host = await load(module(`${REQUEST} (call $loop) (i32.const 0))`), { clock });
    expect(await status(host)).toBe(503);
    expect(await status(host)).toBe(503);
    expect(messages(host)).toEqual([broken("proxy_on_request_headers")]);
    random.byte = 0;
    clock.advance(1000);
    expect(await status(host)).toBe(200);
  });

  it("is broken off where the host has asked it for memory", async () => {
    const host = await load(
      module(`${REQUEST} (call $pairs (i32.const 0) (i32.const 16) (i32.const 20)))`, "(loop $more (br $more))"),
    );
    expect(await status(host)).toBe(503);
    expect(messages(host)).toEqual([broken("proxy_on_request_headers")]);
  });

  it("is broken off in a tick, and at the end", async () => {
    const clock = new FakeClock();
    const ticking = module(`
      (func (export "proxy_on_configure") (param i32 i32) (result i32) (drop (call $tick (i32.const 10))) (i32.const 1))
      (func (export "proxy_on_tick") (param i32) (call $loop))`);
    const host = await load(ticking, { clock, workers: 0 });
    clock.advance(10);
    expect(messages(host)).toEqual([broken("proxy_on_tick")]);

    const ending = await load(
      module('(func (export "proxy_on_done") (param i32) (result i32) (call $loop) (i32.const 1))'),
    );
    ending.close();
    expect(messages(ending)).toEqual([broken("proxy_on_done"), broken("proxy_on_done")]);
  });
});
