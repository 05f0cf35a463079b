import binaryen from "binaryen";

/** Assembles a module from WebAssembly text. */
export function assemble(wat: string): Uint8Array {
  const module = binaryen.parseText(wat);
  try {
    if (!module.validate()) throw new Error("the test's module is invalid");
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** What every hand-written module starts with: the ABI marker, an allocator that never frees, and the given parts. */
function proxyModule(imports: string, parts: string): Uint8Array {
  return assemble(`(module
    (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
    ${imports}
    (memory (export "memory") 2 2)
    (global $free (mut i32) (i32.const 65536))
    (func (export "malloc") (param $size i32) (result i32)
      (local $start i32)
      (local.set $start (global.get $free))
      (global.set $free (i32.add (global.get $free) (local.get $size)))
      (local.get $start))
    (func (export "proxy_abi_version_0_2_1"))
    (func (export "proxy_on_context_create") (param i32 i32))
    ${parts})`);
}

function data(offset: number, text: string): string {
  const bytes = [...new TextEncoder().encode(text)].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`);
  return `(data (i32.const ${offset}) "${bytes.join("")}")`;
}

function length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Sets the request header NAME to VALUE. */
export function setsHeader(name: string, value: string): Uint8Array {
  return proxyModule(
    `(import "env" "proxy_replace_header_map_value" (func $set (param i32 i32 i32 i32 i32) (result i32)))`,
    `${data(1024, name)} ${data(2048, value)}
    (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
      (drop (call $set (i32.const 0)
        (i32.const 1024) (i32.const ${length(name)}) (i32.const 2048) (i32.const ${length(value)})))
      (i32.const 0))`,
  );
}

/** Sets the request header `x-configuration` to its configuration, and logs nothing. */
export function showsConfiguration(): Uint8Array {
  return proxyModule(
    `(import "env" "proxy_replace_header_map_value" (func $set (param i32 i32 i32 i32 i32) (result i32)))
    (import "env" "proxy_get_buffer_bytes" (func $buffer (param i32 i32 i32 i32 i32) (result i32)))`,
    `${data(1024, "x-configuration")}
    (func (export "proxy_on_configure") (param i32 i32) (result i32)
      (drop (call $buffer (i32.const 7) (i32.const 0) (local.get 1) (i32.const 16) (i32.const 20)))
      (i32.const 1))
    (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
      (drop (call $set (i32.const 0) (i32.const 1024) (i32.const 15) (i32.load (i32.const 16)) (i32.load (i32.const 20))))
      (i32.const 0))`,
  );
}

/** Logs MESSAGE at LEVEL, both when it is configured and for every request. */
export function logs(level: number, message: string): Uint8Array {
  const call = `(drop (call $log (i32.const ${level}) (i32.const 1024) (i32.const ${length(message)})))`;
  return proxyModule(
    "",
    `${data(1024, message)}
    (func (export "proxy_on_configure") (param i32 i32) (result i32) ${call} (i32.const 1))
    (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) ${call} (i32.const 0))`,
  );
}

/** Refuses every configuration after it has logged MESSAGE as an error. */
export function refusesConfiguration(message: string): Uint8Array {
  return proxyModule(
    "",
    `${data(1024, message)}
    (func (export "proxy_on_configure") (param i32 i32) (result i32)
      (drop (call $log (i32.const 4) (i32.const 1024) (i32.const ${length(message)})))
      (i32.const 0))`,
  );
}

/** Traps when it is configured. */
export function trapsOnConfigure(): Uint8Array {
  return proxyModule("", `(func (export "proxy_on_configure") (param i32 i32) (result i32) (unreachable))`);
}

/** Needs a host function that no host has. */
export function importsUnknown(): Uint8Array {
  return proxyModule(`(import "env" "proxy_unheard_of" (func $unknown))`, `(func (export "unused") (call $unknown))`);
}

/** Logs `looping`, and never returns from the request headers. */
export function loopsForEver(): Uint8Array {
  return proxyModule(
    "",
    `${data(1024, "looping")}
    (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
      (drop (call $log (i32.const 2) (i32.const 1024) (i32.const 7)))
      (loop $again (br $again))
      (i32.const 0))`,
  );
}

/** Calls the host from its start section, which crashes Envoy 1.40. */
export function callsHostFromStart(): Uint8Array {
  return proxyModule(
    "",
    `(func $start (drop (call $log (i32.const 2) (i32.const 1024) (i32.const 1)))) (start $start)`,
  );
}

export interface MetricDefinition {
  readonly type: 0 | 1 | 2;
  readonly name: string;
  /** Recorded when the stream is logged, which is after the client has its response. */
  readonly value: number;
}

/** Defines the metrics when it is configured, and records one value in each of them at the end of every stream. */
export function recordsMetrics(metrics: readonly MetricDefinition[]): Uint8Array {
  const names = metrics.map(({ name }, index) => data(1024 + index * 256, name));
  const defines = metrics.map(
    ({ type, name }, index) => `(drop (call $define (i32.const ${type})
      (i32.const ${1024 + index * 256}) (i32.const ${length(name)}) (i32.const ${16 + index * 4})))`,
  );
  const records = metrics.map(
    ({ value }, index) => `(drop (call $record (i32.load (i32.const ${16 + index * 4})) (i64.const ${value})))`,
  );
  return proxyModule(
    `(import "env" "proxy_define_metric" (func $define (param i32 i32 i32 i32) (result i32)))
    (import "env" "proxy_record_metric" (func $record (param i32 i64) (result i32)))`,
    `${names.join("\n")}
    (func (export "proxy_on_configure") (param i32 i32) (result i32) ${defines.join("\n")} (i32.const 1))
    (func (export "proxy_on_log") (param i32) ${records.join("\n")})`,
  );
}
