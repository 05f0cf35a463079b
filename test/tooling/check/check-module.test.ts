import { describe, expect, it } from "vitest";
import { checkModule } from "../../../tooling/check/check-module.js";
import { CALLBACKS, HOST_FUNCTIONS } from "../../../tooling/abi/signatures.js";
import { assemble } from "../compile/assemble.js";
import { filter, MARKER, marked, MEMORY, REFUSED, WARNED } from "./check-cases.js";

const rules = (bytes: Uint8Array): string[] => checkModule(bytes).map(({ severity, rule }) => `${severity} ${rule}`);

describe("checkModule", () => {
  it.each(REFUSED)("refuses %s", (_, bytes, rule, message) => {
    const errors = checkModule(bytes).filter(({ severity }) => severity === "error");
    expect(errors.map((refusal) => refusal.rule)).toContain(rule);
    const refusal = errors.find((candidate) => candidate.rule === rule);
    expect(refusal?.message).toMatch(message);
    expect(refusal?.hint).not.toBe("");
  });

  it.each(WARNED)("warns of %s and refuses nothing", (rule, bytes) => {
    const found = rules(bytes);
    // A newer Node knows more features, and has then nothing to warn of.
    if (rule !== "unchecked-feature" || found.length > 0) expect(found).toContain(`warning ${rule}`);
    expect(found.filter((finding) => finding.startsWith("error"))).toEqual([]);
  });

  it("finds nothing in a module that uses every host function and callback of ABI 0.2.1", () => {
    const types = (words: readonly string[], kind: string): string =>
      words.length ? `(${kind} ${words.join(" ")})` : "";
    const imports = Object.entries(HOST_FUNCTIONS).map(([key, { params, results }]) => {
      const [module, name] = key.split(".");
      return `(import "${module}" "${name}" (func ${types(params, "param")} ${types(results, "result")}))`;
    });
    const callbacks = Object.entries(CALLBACKS).map(
      ([name, { params, results }]) =>
        `(func (export "${name}") ${types(params, "param")} ${types(results, "result")} ${results.length ? "(i32.const 0)" : ""})`,
    );
    expect(checkModule(filter(imports.join("\n") + callbacks.join("\n")))).toEqual([]);
  });

  it("accepts the allocator of the specification, v128 inside, and modules shaped like those of Rust and Go", () => {
    const allocate = `(func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 8))`;
    expect(checkModule(assemble(`(module ${MEMORY} ${MARKER} ${allocate})`))).toEqual([]);
    expect(checkModule(filter(`(func (param v128) (result v128) (local.get 0))`))).toEqual([]);
    const rust = filter(`(table (export "__indirect_function_table") 3 3 funcref) (func $a (result i32) (i32.const 1))
      (elem (i32.const 1) $a $a) (global (export "__data_end") i32 (i32.const 1048576))
      (global (export "__heap_base") i32 (i32.const 1048576)) (func (export "_initialize")) (func (export "free") (param i32))`);
    expect(checkModule(rust)).toEqual([]);
    const go = filter(`(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "clock_time_get" (func (param i32 i64 i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func (param i32))) (func (export "_initialize"))`);
    expect(checkModule(go)).toEqual([]);
  });

  it("judges a module by the tables of its own ABI version", () => {
    const clear = `(import "env" "proxy_clear_route_cache" (func (result i32)))`;
    const level = `(import "env" "proxy_get_log_level" (func (param i32) (result i32)))`;
    expect(rules(marked("proxy_abi_version_0_1_0", clear))).toEqual(["warning abi-version"]);
    expect(rules(marked("proxy_abi_version_0_2_1", clear))).toEqual(["error unknown-import"]);
    expect(rules(marked("proxy_abi_version_0_2_0", level))).toContain("error unknown-import");
    expect(rules(marked("proxy_abi_version_0_2_1", level))).toEqual([]);
  });

  it.each([
    ["env", "abort", /sluice build/],
    ["env", "seed", /Math\.random/],
    ["env", "Date.now", /the clock from "sluice\/sdk"/],
    ["env", "console.log", /log from "sluice\/sdk"/],
    ["env", "trace", /log from "sluice\/sdk"/],
    ["env", "proxy_clear_route_cache", /left the ABI after 0\.1\.0: call the foreign function/],
    ["env", "proxy_continue_request", /call proxy_continue_stream\(0\)/],
    ["env", "fd_write", /from the module "wasi_snapshot_preview1"/],
    ["index", "proxy_log", /from the module "env"/],
    ["./hello_bg.js", "__wbg_log_1", /wasm-bindgen/],
    ["wbg", "__wbindgen_throw", /wasm-bindgen/],
    ["wasi:cli/environment@0.2.0", "get-environment", /wasm32-wasip1/],
    ["gojs", "runtime.wasmExit", /GOOS=wasip1/],
    ["env", "invoke_vi", /STANDALONE_WASM/],
    ["env", "toString", /link it into the module/],
    ["elsewhere", "thing", /Envoy links functions from env/],
  ])("says what to do about %s.%s", (module, name, hint) => {
    const [refusal] = checkModule(filter(`(import "${module}" "${name}" (func))`));
    expect(refusal).toMatchObject({ rule: "unknown-import", hint: expect.stringMatching(hint) as unknown });
  });

  it("prints names from the module without their control characters, and cut", () => {
    const [escape, long] = checkModule(
      filter(`(import "env" "\\1b[2J" (func)) (import "env" "${"x".repeat(5000)}" (func))`),
    );
    expect(escape?.message).toContain("env.\\u{1b}[2J,");
    expect(long?.message.length).toBeLessThan(200);
  });
});
