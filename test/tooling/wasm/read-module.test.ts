import { describe, expect, it } from "vitest";
import { formatFunctionType } from "../../../tooling/wasm/module.js";
import { readModule } from "../../../tooling/wasm/read-module.js";
import { assemble, rawModule } from "../compile/assemble.js";

const FILTER = `(module
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "env" "shared" (memory 1))
  (import "env" "limit" (global $limit (mut i64)))
  (import "env" "table" (table 2 5 funcref))
  (memory $own 2 16)
  (data (memory $own) (i32.const 8) "hello")
  (func $begin)
  (func $malloc (export "malloc") (param i32) (result i32) (local.get 0))
  (func (export "both") (param f64) (result i32 i64) (i32.const 1) (i64.const 2))
  (export "memory" (memory $own))
  (export "log" (func $log))
  (start $begin)
)`;

describe("readModule", () => {
  const module = readModule(assemble(FILTER, { names: true }));

  it("reads imports of every kind with their types", () => {
    const byName = Object.fromEntries(module.imports.map(({ name, ...entry }) => [name, entry]));
    expect(byName).toEqual({
      shared: { module: "env", kind: "memory", limits: { minimum: 1, maximum: null, isShared: false, is64: false } },
      table: {
        module: "env",
        kind: "table",
        elementType: "funcref",
        limits: { minimum: 2, maximum: 5, isShared: false, is64: false },
      },
      limit: { module: "env", kind: "global", valueType: "i64", isMutable: true },
      proxy_log: { module: "env", kind: "function", type: { params: ["i32", "i32", "i32"], results: ["i32"] } },
    });
  });

  it("reads exports with signatures, through the index space that imports begin", () => {
    const exported = new Map(module.exports.map((entry) => [entry.name, entry]));
    expect(exported.get("malloc")).toEqual({
      name: "malloc",
      kind: "function",
      index: 2,
      type: { params: ["i32"], results: ["i32"] },
      valueType: null,
    });
    expect(exported.get("both")?.type).toEqual({ params: ["f64"], results: ["i32", "i64"] });
    expect(exported.get("log")).toMatchObject({ index: 0, type: { params: ["i32", "i32", "i32"] } });
    expect(exported.get("memory")).toEqual({ name: "memory", kind: "memory", index: 1, type: null, valueType: null });
  });

  it("reads memories, the start function, bodies, segments and names", () => {
    expect(module.memories).toEqual([
      { minimum: 1, maximum: null, isShared: false, is64: false },
      { minimum: 2, maximum: 16, isShared: false, is64: false },
    ]);
    expect(module.start).toBe(1);
    expect(module.functions).toHaveLength(4);
    expect(module.bodySizes).toHaveLength(3);
    expect(module.bodySizes[0]).toBe(2);
    expect(module.dataSizes).toEqual([5]);
    expect(module.functionNames.get(0)).toBe("log");
    expect(module.functionNames.get(2)).toBe("malloc");
  });

  it("measures sections so that with the preamble they are the whole file", () => {
    const total = module.sections.reduce((sum, section) => sum + section.byteLength, 8);
    expect(total).toBe(module.byteLength);
    expect(module.sections.map((section) => section.name)).toContain("name");
  });

  it("reads shared and 64-bit memories", () => {
    const wide = readModule(assemble(`(module (memory i64 1 281474976710656) (memory 1 4 shared))`));
    expect(wide.memories).toEqual([
      { minimum: 1, maximum: 2 ** 48, isShared: false, is64: true },
      { minimum: 1, maximum: 4, isShared: true, is64: false },
    ]);
  });

  it("steps over the types of the garbage collection proposal", () => {
    const gc = readModule(
      assemble(`(module
        (rec (type $node (sub (struct (field (ref null $node)) (field (mut i8)) (field v128))))
             (type $leaf (sub final $node (struct (field (ref null $node)) (field (mut i8)) (field v128) (field i16)))))
        (type $bytes (array (mut i16)))
        (type $visit (func (param (ref $node) (ref null any) externref (ref null $bytes) (ref i31)) (result i64)))
        (func (export "visit") (type $visit) (drop (struct.new_default $leaf)) (i64.const 0))
        (func (export "get") (result i32) (i32.const 0)))`),
    );
    const visit = gc.exports.find((entry) => entry.name === "visit");
    expect(visit?.type?.params).toHaveLength(5);
    expect(visit?.type?.params[2]).toBe("externref");
    expect(visit?.type?.params[4]).toBe("(ref i31)");
    expect(gc.exports.find((entry) => entry.name === "get")?.type).toEqual({ params: [], results: ["i32"] });
  });

  it("reads the types of exported globals and tables, past initializers of every kind", () => {
    const exporting = readModule(
      assemble(`(module
        (type $pair (struct (field i32) (field i64)))
        (type $bytes (array i8))
        (import "env" "base" (global $base i32))
        (func $f)
        (global $sum i32 (i32.add (global.get $base) (i32.const -70000)))
        (global (export "vector") v128 (v128.const i64x2 1 2))
        (global (export "pair") (ref $pair) (struct.new $pair (i32.const 1) (i64.const -1)))
        (global $array (ref $bytes) (array.new_fixed $bytes 2 (i32.const 1) (i32.const 2)))
        (global $float f64 (f64.const 1.5))
        (global (export "callee") (ref func) (ref.func $f))
        (table (export "slots") 1 2 (ref null $pair) (ref.null $pair))
        (table (export "functions") 1 funcref)
        (memory 1)
        (data "passive")
        (data (i32.const 4) "active")
        (export "sum" (global $sum)))`),
    );
    const types = Object.fromEntries(exporting.exports.map((entry) => [entry.name, entry.valueType]));
    expect(types).toMatchObject({ vector: "v128", functions: "funcref", sum: "i32", callee: "(ref func)" });
    expect(types["pair"]).toMatch(/^\(ref \d\)$/);
    expect(types["slots"]).toMatch(/^\(ref null \d\)$/);
    expect(exporting.dataSizes).toEqual([7, 6]);
  });

  it("keeps the names before a fault in the name section, and the module", () => {
    const names = [0, 4, 0x6e, 0x61, 0x6d, 0x65, 1, 20, 2, 0, 2, 0x6f, 0x6b, 1, 0x7f];
    expect(readModule(rawModule(names)).functionNames).toEqual(new Map());
    const partial = [0, 4, 0x6e, 0x61, 0x6d, 0x65, 1, 7, 2, 0, 2, 0x6f, 0x6b, 1, 0x7f];
    const { functionNames, hasMalformedNames } = readModule(rawModule(partial));
    expect(functionNames).toEqual(new Map([[0, "ok"]]));
    expect(hasMalformedNames).toBe(true);
    expect(module.hasMalformedNames).toBe(false);
  });

  it("writes signatures as people do", () => {
    expect(formatFunctionType({ params: ["i32", "i64"], results: ["i32"] })).toBe("(i32, i64) -> i32");
    expect(formatFunctionType({ params: [], results: [] })).toBe("() -> ()");
  });
});

describe("readModule on hostile bytes", () => {
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    [
      "a count larger than the file",
      rawModule([1, 0xff, 0xff, 0xff, 0xff, 0x0f]),
      /^4294967295 types announced .* byte 10$/,
    ],
    ["an integer of six bytes", rawModule([1, 0x80, 0x80, 0x80, 0x80, 0x80, 0]), /more than 32 bits at byte 10$/],
    ["an integer with bits above the 32nd", rawModule([1, 0xff, 0xff, 0xff, 0xff, 0x1f]), /more than 32 bits/],
    [
      "a section longer than the file",
      Uint8Array.from([...rawModule(), 1, 0x20, 0]),
      /32 bytes announced, 1 left at byte 10$/,
    ],
    ["an unknown section", rawModule([99]), /unknown section id 99 at byte 8$/],
    ["a section twice", rawModule([1, 0], [1, 0]), /type section twice or out of order/],
    ["sections out of order", rawModule([2, 0], [1, 0]), /type section twice or out of order/],
    ["bytes after the last entry", rawModule([1, 0, 7]), /1 bytes too many in the type section at byte 11$/],
    ["an unknown value type", rawModule([1, 1, 0x60, 1, 0x01, 0]), /unknown value type 0x1/],
    ["a type that is not there", rawModule([3, 1, 5]), /no type 5/],
    ["a function of a struct type", rawModule([1, 1, 0x5f, 0], [3, 1, 0]), /type 0 is not a function's/],
    ["an export of a function that is not there", rawModule([7, 1, 1, 0x61, 0, 9]), /no function 9/],
    ["an export of a global that is not there", rawModule([7, 1, 1, 0x61, 3, 0]), /no global 0/],
    ["a call in an initializer", rawModule([6, 1, 0x7f, 0, 0x10, 0, 0x0b]), /instruction 0x10 in a constant/],
    ["an initializer without end", rawModule([6, 1, 0x7f, 0, 0x41, 0x80]), /unexpected end at byte 15/],
    ["functions without bodies", rawModule([1, 1, 0x60, 0, 0], [3, 1, 0]), /1 functions but 0 bodies/],
    ["a name that is not UTF-8", rawModule([2, 1, 1, 0xff, 1, 0x61, 0, 0]), /name is not UTF-8/],
    ["an unknown version", Uint8Array.from([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0]), /unknown WebAssembly version 2/],
    ["a component", Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]), /component, not a core module/],
    ["the magic alone", Uint8Array.from([0, 0x61, 0x73, 0x6d]), /unexpected end at byte 4/],
    ["nothing", new Uint8Array(0), /an empty file/],
    ["text", Buffer.from("export class Hello {}"), /a text file/],
    ["WebAssembly text", Buffer.from(";; hi\n(module)"), /WebAssembly text, which must be assembled first/],
    ["a gzip archive", Buffer.from([0x1f, 0x8b, 8, 0]), /a gzip archive/],
    ["a page", Buffer.from("<!DOCTYPE html><html>"), /an HTML page/],
    ["noise", Buffer.from([1, 2, 3, 0]), /an unknown binary file/],
  ];
  it.each(cases)("refuses %s", (_, bytes, message) => {
    expect(() => readModule(bytes)).toThrow(expect.objectContaining({ name: "ToolError", code: "ERR_MODULE_INVALID" }));
    expect(() => readModule(bytes)).toThrow(message);
  });

  it("reads or refuses every truncation and every single-byte change without any other error", () => {
    const bytes = assemble(FILTER, { names: true });
    const outcome = (mutant: Uint8Array): string => {
      try {
        readModule(mutant);
        return "read";
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
    };
    const outcomes = new Set<string>();
    for (let length = 0; length < bytes.length; length++) outcomes.add(outcome(bytes.subarray(0, length)));
    for (let index = 0; index < bytes.length; index++) {
      for (const value of [0x00, 0x7f, 0x80, 0xff]) {
        const mutant = Uint8Array.from(bytes);
        mutant[index] = value;
        outcomes.add(outcome(mutant));
      }
    }
    expect([...outcomes].sort()).toEqual(["ERR_MODULE_INVALID", "read"]);
  });
});
