import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../tooling/host/clock.js";
import { Host } from "../../../../tooling/host/host.js";
import { assemble } from "../../compile/assemble.js";
import { answer, open } from "../exchange.js";
import { hostWith, messages, probePlugin } from "../probe.js";

/** A module of hand: marker, allocator, one page, and the given parts. */
const module = (parts: string, malloc = "(i32.const 1024)", imports = ""): Uint8Array =>
  assemble(`(module
    (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
    ${imports}
    (memory (export "memory") 1 2)
    (func (export "proxy_abi_version_0_2_1"))
    (func (export "malloc") (param i32) (result i32) ${malloc})
    ${parts})`);

const load = async (bytes: Uint8Array, host = new Host()): Promise<Host> => {
  await host.loadPlugin({ name: "p", rootId: "", module: bytes });
  return host;
};

describe("loading a module", () => {
  it.each([
    [
      "without an ABI marker",
      '(module (func (export "malloc") (param i32) (result i32) (i32.const 8)))',
      "exports no ABI version marker",
    ],
    [
      "without an allocator",
      '(module (func (export "proxy_abi_version_0_2_1")))',
      "exports neither malloc nor proxy_on_memory_allocate",
    ],
    [
      "with an import that is not offered",
      '(module (import "env" "abort" (func)) (func (export "proxy_abi_version_0_2_1")))',
      "imports env.abort, which Envoy does not offer",
    ],
    [
      "with a function of ABI 0.1.0",
      '(module (import "env" "proxy_continue_request" (func (result i32))) (func (export "proxy_abi_version_0_2_1")))',
      "imports env.proxy_continue_request, which Envoy does not offer",
    ],
    [
      "with an import of another signature",
      '(module (import "env" "proxy_done" (func (param i32) (result i32))) (func (export "proxy_abi_version_0_2_1")))',
      "imports env.proxy_done as (i32) -> i32, Envoy offers () -> i32",
    ],
    [
      "with an imported global",
      '(module (import "env" "g" (global i32)) (func (export "proxy_abi_version_0_2_1")))',
      "imports the global env.g",
    ],
  ])("refuses one %s", async (_case, wat, message) => {
    await expect(load(assemble(wat))).rejects.toMatchObject({
      code: "ERR_MODULE_REFUSED",
      message: expect.stringContaining(message) as string,
    });
  });

  it("refuses a callback of another signature", async () => {
    const wrong = module('(func (export "proxy_on_log") (param i32) (result i32) (i32.const 0))');
    await expect(load(wrong)).rejects.toThrow("exports proxy_on_log as (i32) -> i32, Envoy calls (i32) -> ()");
  });

  it("refuses what Envoy would crash on: no memory to write to, and a start section", async () => {
    const marker = '(func (export "proxy_abi_version_0_2_1"))';
    const mute = `(module ${marker} (func (export "malloc") (param i32) (result i32) (i32.const 8)))`;
    await expect(load(assemble(mute))).rejects.toThrow("exports no memory");
    await expect(load(module("(func $start) (start $start)"))).rejects.toThrow("start section");
  });

  it("refuses an older version of the ABI, which Envoy runs", async () => {
    const older = Buffer.from(module("")).toString("latin1").replace("abi_version_0_2_1", "abi_version_0_2_0");
    await expect(load(Buffer.from(older, "latin1"))).rejects.toMatchObject({
      code: "ERR_MODULE_REFUSED",
      message: 'plugin "p": this host runs ABI 0.2.1, the module speaks 0.2.0',
    });
  });

  it("refuses v128 in a signature, which would crash Envoy", async () => {
    await expect(load(module('(func (export "x") (param v128))'))).rejects.toThrow("v128");
  });

  it("refuses bytes that are no module", async () => {
    await expect(load(Buffer.from("no module"))).rejects.toMatchObject({ code: "ERR_MODULE_INVALID" });
    await expect(load(module("", "(f32.const 0)"))).rejects.toMatchObject({ code: "ERR_MODULE_INVALID" });
  });

  it("takes proxy_on_memory_allocate for an allocator, and imported memories", async () => {
    const bytes = assemble(`(module
      (import "env" "proxy_get_current_time_nanoseconds" (func $now (param i32) (result i32)))
      (import "env" "memory" (memory 1 1))
      (func (export "proxy_abi_version_0_2_1"))
      (func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 8))
      (func (export "proxy_on_vm_start") (param i32 i32) (result i32) (i32.eqz (call $now (i32.const 8)))))`);
    await load(bytes);
  });
});

describe("starting a VM", () => {
  const SAY = (text: string): string => `(drop (call $log (i32.const 2) (i32.const ${text}) (i32.const 1)))`;
  const LETTERS = '(data (i32.const 97) "abcdef")';

  it("runs _initialize, then main, then creates and starts the root context", async () => {
    const host = await load(
      module(`${LETTERS}
        (func (export "_initialize") ${SAY("97")})
        (func (export "main") (param i32 i32) (result i32) ${SAY("98")} (i32.const 0))
        (func (export "_start") unreachable)
        (func (export "proxy_on_context_create") (param i32 i32) ${SAY("99")})
        (func (export "proxy_on_vm_start") (param i32 i32) (result i32) ${SAY("100")} (i32.const 1))
        (func (export "proxy_on_configure") (param i32 i32) (result i32) ${SAY("101")} (i32.const 1))`),
    );
    // The base VM only starts; canary and main thread go the whole way.
    expect(messages(host).join("")).toBe("ab" + "abcde" + "abcde");
  });

  it("runs _start where there is no _initialize", async () => {
    const host = await load(module(`${LETTERS} (func (export "_start") ${SAY("97")})`));
    expect(messages(host).join("")).toBe("aaa");
  });

  it("traps on a host function that is closed in _initialize", async () => {
    const bytes = module(
      '(func (export "_initialize") (drop (call $tick (i32.const 1))))',
      "(i32.const 1024)",
      '(import "env" "proxy_set_tick_period_milliseconds" (func $tick (param i32) (result i32)))',
    );
    await expect(load(bytes)).rejects.toMatchObject({
      code: "ERR_MODULE_REFUSED",
      message: expect.stringContaining("restricted_callback") as string,
    });
  });

  it("refuses a host call from the start section, which would crash Envoy", async () => {
    await expect(load(module(`(func $start ${SAY("97")}) (start $start)`))).rejects.toMatchObject({
      code: "ERR_MODULE_REFUSED",
    });
  });

  it("refuses a plugin that says no at its start", async () => {
    const no = module('(func (export "proxy_on_vm_start") (param i32 i32) (result i32) (i32.const 0))');
    await expect(load(no)).rejects.toMatchObject({ code: "ERR_CONFIGURATION_REFUSED" });
  });
});

describe("asking the guest for memory", () => {
  const READS = `
    (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
      (global.set $status (call $get (i32.const 0) (i32.const 0) (i32.const 5) (i32.const 16) (i32.const 20)))
      (i32.const 0))
    (global $status (mut i32) (i32.const -1))
    (data (i32.const 0) ":path")
    (data (i32.const 48) "0123456789")
    (func (export "proxy_on_log") (param i32)
      (drop (call $log (i32.const 2) (i32.add (i32.const 48) (global.get $status)) (i32.const 1))))`;
  const GET = '(import "env" "proxy_get_header_map_value" (func $get (param i32 i32 i32 i32 i32) (result i32)))';

  const statusWith = async (malloc: string, imports = ""): Promise<string[]> => {
    const host = await load(module(READS, malloc, GET + imports));
    const exchange = open(host, [], true);
    if (exchange.upstream.headers !== null) answer(exchange, 204);
    return messages(host);
  };

  it("copies to the address it gives", async () => {
    expect(await statusWith("(i32.const 1024)")).toEqual(["0"]);
  });

  it("answers InvalidMemoryAccess when it gives none, or one outside of the memory", async () => {
    expect(await statusWith("(i32.const 0)")).toEqual(["6"]);
    expect(await statusWith("(i32.const 65536)")).toEqual(["6"]);
    expect(await statusWith("(i32.const -1)")).toEqual(["6"]);
  });

  it("follows a memory that grows meanwhile", async () => {
    expect(await statusWith("(drop (memory.grow (i32.const 1))) (i32.const 65536)")).toEqual(["0"]);
  });

  it("fails the VM when it traps", async () => {
    const lines = await statusWith("unreachable");
    expect(lines).toEqual(["Function: malloc failed: Uncaught RuntimeError: unreachable"]);
  });

  it("lets it log and read clocks, nothing else", async () => {
    const log = "(drop (call $log (i32.const 2) (i32.const 48) (i32.const 1))) (i32.const 1024)";
    expect(await statusWith(log)).toEqual(["0", "0"]);
    const done = '(import "env" "proxy_done" (func $done (result i32)))';
    expect((await statusWith("(drop (call $done)) (i32.const 1024)", done))[0]).toContain("restricted_callback");
  });
});

describe("a VM that fails", () => {
  it.each([
    ["a trap", "trap", "RuntimeError: unreachable"],
    ["a recursion without end", "recurse", "RangeError: Maximum call stack size exceeded"],
  ])("by %s answers 503 to its stream and to later ones", async (_case, operation, message) => {
    const host = await hostWith([`request_headers once ${operation}\nlog property response|code`]);
    for (let count = 0; count < 2; count++) {
      const { client } = open(host, [], true);
      expect(client.headers?.get(":status")).toBe("503");
      expect(client.isEnded).toBe(true);
    }
    expect(host.logs).toContainEqual({
      level: "error",
      plugin: "p0",
      message: `Function: proxy_on_request_headers failed: Uncaught ${message}`,
    });
  });

  it("fails its other streams at their next event", async () => {
    const host = await hostWith(["request_body trap"]);
    const first = open(host);
    const second = open(host);
    first.stream.request.receiveData(Buffer.from("x"), true);
    expect(first.client.headers?.get(":status")).toBe("503");
    expect(second.client.headers).toBeNull();
    answer(second, 200, "body");
    expect(second.client.headers?.get(":status")).toBe("503");
  });

  it("is left out of later streams with FAIL_OPEN", async () => {
    const host = await hostWith([{ failurePolicy: "FAIL_OPEN", script: "request_headers trap" }]);
    expect(open(host, [], true).client.headers?.get(":status")).toBe("503");
    const later = open(host, [], true);
    answer(later, 200, "body");
    expect(later.client.headers?.get(":status")).toBe("200");
  });

  it("is replaced with FAIL_RELOAD, a second after its load", async () => {
    const clock = new FakeClock();
    const host = await hostWith([{ failurePolicy: "FAIL_RELOAD", script: "request_headers once trap" }], { clock });
    const status = (): string | null => open(host, [], true).client.headers?.get(":status") ?? null;
    expect(status()).toBe("503");
    clock.advance(999);
    expect(status()).toBe("503");
    clock.advance(1);
    expect(status()).toBe("503");
    expect(messages(host).filter((line) => line.startsWith("vm_start"))).toEqual(["vm_start 1"]);
  });

  it("stays failed with FAIL_RELOAD where the next load does not end", async () => {
    const clock = new FakeClock();
    const host = new Host({ clock, loadTimeLimitMs: 200 });
    const module = assemble(`(module
      (import "env" "proxy_get_current_time_nanoseconds" (func $now (param i32) (result i32)))
      (memory (export "memory") 1 1)
      (func (export "malloc") (param i32) (result i32) (i32.const 0))
      (func (export "proxy_abi_version_0_2_1"))
      (func (export "proxy_on_configure") (param i32 i32) (result i32)
        (drop (call $now (i32.const 0)))
        (loop $for_ever (br_if $for_ever (i64.ne (i64.load (i32.const 0)) (i64.const 0))))
        (i32.const 1))
      (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) (unreachable)))`);
    await host.loadPlugin({ name: "p", rootId: "", module, failurePolicy: "FAIL_RELOAD" });
    const status = (): string | null => open(host, [], true).client.headers?.get(":status") ?? null;
    expect(status()).toBe("503");
    clock.advance(1000);
    expect(status()).toBe("503");
    expect(messages(host)).toContain("the plugin loaded anew did not come to an end within 200 ms");
    expect(status()).toBe("503");
    expect(messages(host).filter((line) => line.includes("loaded anew"))).toHaveLength(1);
  });

  it("takes nothing from the other workers", async () => {
    const host = await hostWith(["request_headers once trap"], { workers: 2 });
    const statuses = Array.from({ length: 4 }, () => {
      const exchange = open(host, [], true);
      if (exchange.upstream.headers !== null) answer(exchange, 200, "body");
      return exchange.client.headers?.get(":status");
    });
    expect(statuses).toEqual(["503", "503", "503", "503"]);
  });

  it("refuses its configuration when it traps there", async () => {
    const host = new Host();
    await expect(host.loadPlugin(await probePlugin({ script: "configure trap" }))).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining("proxy_on_configure failed") as string,
    });
  });
});
