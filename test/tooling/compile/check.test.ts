import { describe, expect, it } from "vitest";
import { checkModule } from "../../../tooling/compile/check.js";
import { appendCustomSection } from "../../../tooling/compile/wasm/index.js";
import { CALLBACKS, HOST_FUNCTIONS } from "../../../tooling/host/imports/signatures.js";
import { assemble, rawModule } from "./assemble.js";

const MARKER = `(func (export "proxy_abi_version_0_2_1"))`;
const MALLOC = `(func (export "malloc") (param i32) (result i32) (i32.const 1024))`;
const MEMORY = `(memory (export "memory") 1 16)`;

/** A module that Envoy loads, and what the case adds. Imports come first in WebAssembly text. */
const filter = (added: string): Uint8Array => assemble(`(module ${added} ${MEMORY} ${MARKER} ${MALLOC})`);
const marked = (marker: string, imports = ""): Uint8Array =>
  assemble(`(module ${imports} ${MEMORY} (func (export "${marker}")) ${MALLOC})`);
const remembering = (memory: string): Uint8Array => assemble(`(module ${memory} ${MARKER} ${MALLOC})`);

const rules = (bytes: Uint8Array): string[] => checkModule(bytes).map(({ severity, rule }) => `${severity} ${rule}`);

describe("checkModule", () => {
  const refused: readonly (readonly [string, Uint8Array, string, RegExp])[] = [
    ["bytes that are no module", Buffer.from("hello"), "invalid-module", /not a WebAssembly module: a text file/],
    [
      "a body that does not validate",
      invalidBody(),
      "invalid-module",
      /not enough arguments on the stack for i32\.add/,
    ],
    ["an unknown import", filter(`(import "env" "nope" (func))`), "unknown-import", /imports env\.nope, which Envoy/],
    [
      "an import of other types",
      filter(`(import "env" "proxy_increment_metric" (func (param i32 i32) (result i32)))`),
      "import-signature",
      /proxy_increment_metric as \(i32, i32\) -> i32, Envoy offers \(i32, i64\) -> i32/,
    ],
    ["an imported global", filter(`(import "env" "g" (global i32))`), "imported-global", /the global env\.g/],
    ["an imported tag", filter(`(import "env" "t" (tag (param i32)))`), "boundary-type", /env\.t, an exception tag/],
    ["two imported memories", twoImportedMemories(), "imported-memory", /several memories/],
    ["no ABI marker", assemble(`(module ${MEMORY} ${MALLOC})`), "abi-marker", /no ABI version marker/],
    [
      "a marker that is no function",
      assemble(`(module ${MEMORY} ${MALLOC} (global (export "proxy_abi_version_0_2_1") i32 (i32.const 0)))`),
      "abi-marker",
      /as a global, Envoy looks for a function/,
    ],
    ["a marker of a version to come", marked("proxy_abi_version_0_3_0"), "abi-marker", /no ABI version marker/],
    ["no allocator", assemble(`(module ${MEMORY} ${MARKER})`), "allocator-missing", /neither malloc nor/],
    [
      "malloc with other types, though the other allocator is right",
      assemble(`(module ${MEMORY} ${MARKER} (func (export "malloc") (param i64) (result i32) (i32.const 0))
        (func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 0)))`),
      "callback-signature",
      /malloc as \(i64\) -> i32/,
    ],
    [
      "a callback with other types",
      filter(`(func (export "proxy_on_request_headers") (param i32 i32) (result i32) (i32.const 0))`),
      "callback-signature",
      /proxy_on_request_headers as \(i32, i32\) -> i32, Envoy calls \(i32, i32, i32\) -> i32/,
    ],
    ["_initialize with parameters", filter(`(func (export "_initialize") (param i32))`), "callback-signature", /_init/],
    ["a start section", filter(`(func $s) (start $s)`), "start-section", /segmentation fault/],
    ["v128 in an export", filter(`(func (export "f") (param v128))`), "boundary-type", /exports f with the type v128/],
    ["v128 in a global", filter(`(global (export "g") v128 (v128.const i64x2 0 0))`), "boundary-type", /exports g/],
    [
      "a typed reference in a table",
      filter(`(type $f (func)) (table (export "t") 1 (ref null $f))`),
      "boundary-type",
      /exports t with the type \(ref null \d\)/,
    ],
    ["no memory", remembering(""), "memory-not-exported", /exports no memory/],
    ["a memory kept to itself", remembering("(memory 1 2)"), "memory-not-exported", /exports no memory/],
    ["a memory without maximum", remembering(`(memory (export "memory") 1)`), "memory-unbounded", /no maximum/],
    ["a memory beyond Envoy's", remembering(`(memory (export "memory") 1 16385)`), "memory-maximum", /1025 MiB/],
    ["a memory too large to make", remembering(`(memory (export "memory") 16385 16385)`), "memory-minimum", /1025 MiB/],
    ["a data segment out of bounds", filter(`(data (i32.const 65535) "abc")`), "cannot-instantiate", /out of bounds/],
    [
      "a malformed name section",
      appendCustomSection(filter(""), "name", Uint8Array.from([1, 20, 2])),
      "name-section",
      /malformed/,
    ],
  ];
  it.each(refused)("refuses %s", (_, bytes, rule, message) => {
    const errors = checkModule(bytes).filter(({ severity }) => severity === "error");
    expect(errors.map((refusal) => refusal.rule)).toContain(rule);
    const refusal = errors.find((candidate) => candidate.rule === rule);
    expect(refusal?.message).toMatch(message);
    expect(refusal?.hint).not.toBe("");
  });

  it.each([
    ["memory-name", remembering(`(memory (export "mem") 1 2)`)],
    ["shared-memory", remembering(`(memory (export "memory") 1 2 shared)`)],
    ["memory64", remembering(`(memory (export "memory") i64 1 2)`)],
    ["several-memories", remembering(`(memory (export "memory") 1 2) (memory (export "other") 1 2)`)],
    ["abi-version", marked("proxy_abi_version_0_1_0")],
    ["abi-version", marked("proxy_abi_version_0_2_0")],
    ["several-abi-markers", filter(`(func (export "proxy_abi_version_0_2_0"))`)],
    ["unknown-callback", filter(`(func (export "proxy_on_grpc_trailing_metadata") (param i32 i32 i32))`)],
    ["callback-not-a-function", filter(`(global (export "proxy_on_tick") i32 (i32.const 0))`)],
    ["abi-marker-signature", typedMarker()],
    ["unchecked-feature", filter(`(type $s (struct (field i32))) (func (result (ref $s)) (struct.new_default $s))`)],
  ])("warns of %s and refuses nothing", (rule, bytes) => {
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

function invalidBody(): Uint8Array {
  return rawModule([1, 1, 0x60, 0, 0], [3, 1, 0], [10, 1, 3, 0, 0x6a, 0x0b]);
}

function twoImportedMemories(): Uint8Array {
  const imports = `(import "env" "a" (memory 1 2)) (import "env" "b" (memory 1 2))`;
  return assemble(`(module ${imports} ${MARKER} ${MALLOC} (export "memory" (memory 0)))`);
}

function typedMarker(): Uint8Array {
  return assemble(`(module ${MEMORY} ${MALLOC} (func (export "proxy_abi_version_0_2_1") (param i32)))`);
}
