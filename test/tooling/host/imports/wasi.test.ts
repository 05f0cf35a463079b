import { describe, expect, it } from "vitest";
import { Host } from "../../../../tooling/host/host.js";
import { assemble } from "../../compile/assemble.js";
import { hostWith, messages, results } from "../probe.js";

describe("wasi", () => {
  it("writes standard output and error to the log, one trailing line break cut", async () => {
    const host = await hostWith([
      "request_headers write 1 out%0a\nrequest_headers write 2 err\nrequest_headers write 3 x",
    ]);
    await host.fetch(new Request("http://gateway.test/"), () => new Response());
    expect(host.logs).toContainEqual({ level: "info", plugin: "p0", message: "out" });
    expect(host.logs).toContainEqual({ level: "error", plugin: "p0", message: "err" });
    expect(messages(host, "request_headers")).toEqual([
      "write 1 out%0a = 0 4",
      "write 2 err = 0 3",
      expect.stringContaining("write 3 x = 8"),
    ]);
  });

  it("shows the environment of the VM", async () => {
    expect(await results(["environ"], { environment: { A: "b", CC: "d" } })).toEqual(["A=b%00CC=d%00"]);
    expect(await results(["environ"])).toEqual([""]);
  });

  it("gives random bytes, 64 KiB at most", async () => {
    const random = (bytes: Buffer): void => void bytes.fill(0x2a);
    expect(await results(["random 4", "random 65537"], { random })).toEqual(["0 ****", "28 %00%00%00%00"]);
  });

  it("links every function under both names, and ends nothing with proc_exit", async () => {
    const wat = `(module
      (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
      (import "wasi_unstable" "proc_exit" (func $exit (param i32)))
      (import "wasi_snapshot_preview1" "fd_fdstat_get" (func $stat (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (import "wasi_unstable" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
      (memory (export "memory") 1 1)
      (data (i32.const 0) "after exit")
      (func (export "malloc") (param i32) (result i32) (i32.const 1024))
      (func (export "proxy_abi_version_0_2_1"))
      (func (export "proxy_on_vm_start") (param i32 i32) (result i32)
        (call $exit (i32.const 1))
        (drop (call $log (i32.const 2) (i32.const 0) (i32.const 10)))
        (i32.and
          (i32.and (i32.eqz (call $stat (i32.const 1) (i32.const 64))) (i32.eq (call $stat (i32.const 5) (i32.const 64)) (i32.const 8)))
          (i32.and
            (i32.eq (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0)) (i32.const 44))
            (i32.and (i32.eq (call $time (i32.const 2) (i64.const 0) (i32.const 64)) (i32.const 58))
              (i32.eq (call $time (i32.const 0) (i64.const 0) (i32.const -4)) (i32.const 21)))))))`;
    const host = new Host();
    await host.loadPlugin({ name: "exits", rootId: "", module: assemble(wat) });
    expect(messages(host)).toEqual(["after exit", "after exit"]);
  });
});
