import { appendCustomSection } from "../../../tooling/wasm/index.js";
import { assemble, rawModule } from "../compile/assemble.js";

export const MARKER = `(func (export "proxy_abi_version_0_2_1"))`;
const MALLOC = `(func (export "malloc") (param i32) (result i32) (i32.const 1024))`;
export const MEMORY = `(memory (export "memory") 1 16)`;

/** A module that Envoy loads, and what the case adds. Imports come first in WebAssembly text. */
export const filter = (added: string): Uint8Array => assemble(`(module ${added} ${MEMORY} ${MARKER} ${MALLOC})`);
export const marked = (marker: string, imports = ""): Uint8Array =>
  assemble(`(module ${imports} ${MEMORY} (func (export "${marker}")) ${MALLOC})`);
const remembering = (memory: string, added = ""): Uint8Array =>
  assemble(`(module ${memory} ${MARKER} ${MALLOC} ${added})`);

const LOG = `(import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))`;
const CALL_LOG = `(drop (call $log (i32.const 2) (i32.const 0) (i32.const 4)))`;
const LOG_ON_START = `(func (export "proxy_on_vm_start") (param i32 i32) (result i32) ${CALL_LOG} (i32.const 1))`;

/** Modules that are refused: what is wrong, the module, the rule, the message. */
export const REFUSED: readonly (readonly [string, Uint8Array, string, RegExp])[] = [
  ["bytes that are no module", Buffer.from("hello"), "invalid-module", /not a WebAssembly module: a text file/],
  ["a body that does not validate", invalidBody(), "invalid-module", /not enough arguments on the stack for i32\.add/],
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
  ["a start section", filter(`${LOG} (func $s ${CALL_LOG}) (start $s)`), "start-section", /segmentation fault/],
  ["v128 in an export", filter(`(func (export "f") (param v128))`), "boundary-type", /exports f with the type v128/],
  ["v128 in a global", filter(`(global (export "g") v128 (v128.const i64x2 0 0))`), "boundary-type", /exports g/],
  [
    "a typed reference in a table",
    filter(`(type $f (func)) (table (export "t") 1 (ref null $f))`),
    "boundary-type",
    /exports t with the type \(ref null \d\)/,
  ],
  ["no memory", remembering(LOG, LOG_ON_START), "memory-not-exported", /exports no memory/],
  [
    "a memory kept to itself",
    remembering(`${LOG} (memory 1 2)`, LOG_ON_START),
    "memory-not-exported",
    /exports no memory/,
  ],
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
/** Modules that Envoy loads, and what is warned of. */
export const WARNED: readonly (readonly [rule: string, module: Uint8Array])[] = [
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
];

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
