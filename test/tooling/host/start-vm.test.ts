import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../tooling/host/clock.js";
import { Host } from "../../../tooling/host/host.js";
import { engines, serve } from "../../../tooling/testing/index.js";
import { assemble } from "../compile/assemble.js";
import { messages } from "./probe.js";

const module = (parts: string): Uint8Array =>
  assemble(`(module
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (memory (export "memory") 1 2)
    (func (export "proxy_abi_version_0_2_1"))
    (func (export "malloc") (param i32) (result i32) (i32.const 1024))
    (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) (i32.const 0))
    ${parts})`);

/** Traps in an entry where a random byte is 1. */
const gambling = (entry: string, parts = ""): Uint8Array =>
  module(`(func (export "${entry}")
      (drop (call $random (i32.const 0) (i32.const 1)))
      (if (i32.load8_u (i32.const 0)) (then unreachable)))
    ${parts}`);

describe("a module that does not start", () => {
  it.each([
    ["the base VM", 1],
    ["the canary", 2],
    ["the main thread", 3],
    ["a worker", 4],
    ["the second worker", 5],
  ])("is refused where it is %s that fails", async (_vm, fatal) => {
    let count = 0;
    const host = new Host({ workers: 2, random: (bytes) => void bytes.fill(++count === fatal ? 1 : 0) });
    const start = async (): Promise<void> => {
      await host.loadPlugin({ name: "p", rootId: "", module: gambling("_initialize") });
      host.start();
    };
    await expect(start()).rejects.toMatchObject({
      code: "ERR_MODULE_REFUSED",
      message: 'plugin "p": Function: _initialize failed: Uncaught RuntimeError: unreachable',
      hint: expect.stringContaining("top-level code") as string,
    });
    expect(count).toBe(fatal);
  });

  it("lets no stream pass without it", async () => {
    let count = 0;
    const host = new Host({ random: (bytes) => void bytes.fill(++count >= 4 ? 1 : 0) });
    await host.loadPlugin({ name: "p", rootId: "", module: gambling("_initialize") });
    for (let stream = 0; stream < 2; stream += 1) {
      const response = host.fetch(new Request("http://gateway.test/"), () => new Response());
      await expect(response).rejects.toMatchObject({ code: "ERR_MODULE_REFUSED" });
    }
  });

  it("is refused where a VM can't be instantiated any more", async () => {
    const { Instance } = WebAssembly;
    let left = 1;
    WebAssembly.Instance = class extends Instance {
      constructor(...args: ConstructorParameters<typeof Instance>) {
        if (left-- === 0) throw new RangeError("Out of memory");
        super(...args);
      }
    };
    try {
      await expect(new Host().loadPlugin({ name: "p", rootId: "", module: module("") })).rejects.toMatchObject({
        code: "ERR_MODULE_REFUSED",
        message: 'plugin "p": Failed to create new Wasm instance: Uncaught RangeError: Out of memory',
      });
    } finally {
      WebAssembly.Instance = Instance;
    }
  });

  it("stays failed with FAIL_RELOAD where it starts no more", async () => {
    let byte = 0;
    const clock = new FakeClock();
    const host = new Host({ clock, random: (bytes) => void bytes.fill(byte) });
    const trapping = gambling("_initialize", '(func (export "proxy_on_log") (param i32) unreachable)');
    await host.loadPlugin({ name: "p", rootId: "", module: trapping, failurePolicy: "FAIL_RELOAD" });
    const status = async (): Promise<number> =>
      (await host.fetch(new Request("http://gateway.test/"), () => new Response())).status;
    expect(await status()).toBe(200);
    byte = 1;
    clock.advance(1000);
    expect(await status()).toBe(503);
    expect(messages(host).filter((line) => line.includes("_initialize failed"))).toHaveLength(1);
    byte = 0;
    clock.advance(1000);
    expect(await status()).toBe(200);
  });
});

describe.each(engines)("a module that traps before it serves, on %s", (engine) => {
  const trapping = (callback: string, signature: string): Uint8Array =>
    module(`(func (export "${callback}") ${signature} unreachable)`);

  it.each([
    ["_initialize", ""],
    ["_start", ""],
    ["proxy_on_vm_start", "(param i32 i32) (result i32)"],
    ["proxy_on_configure", "(param i32 i32) (result i32)"],
  ])("is refused: in %s", async (callback, signature) => {
    await expect(serve({ engine, filter: trapping(callback, signature) })).rejects.toThrow(
      `Function: ${callback} failed: Uncaught RuntimeError: unreachable`,
    );
  });

  it("fails closed: in proxy_on_context_create, after which Envoy takes it for accepted", async () => {
    const create = trapping("proxy_on_context_create", "(param i32 i32)");
    await using gateway = await serve({ engine, filter: create });
    expect((await gateway.fetch("/")).status).toBe(503);
  });
});
