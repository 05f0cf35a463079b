import { describe, expect, it } from "vitest";
import { runCompiler } from "../../../tooling/compile/asc.js";
import { packData, packStatics, plainData, readStatics } from "../../../tooling/compile/pack-data.js";
import { locateFilters } from "../../../tooling/compile/sources.js";
import { readModule } from "../../../tooling/wasm/index.js";
import { assemble } from "./assemble.js";
import { instantiate, type Segment, unpackingModule } from "./unpacking-guest.js";

const PAGE = 65_536;
const ARENA = 8_192;
const NO_TABLE = new Uint8Array(0);

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const ramp = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) & 0xff);

/** What the build does of a module whose data it packs. */
function pack(module: Uint8Array, heapBase: number, table: Uint8Array = NO_TABLE): Uint8Array {
  const statics = readStatics(module, heapBase, table);
  return packData(module, heapBase, packStatics(statics).bytes, statics);
}

/** What the build does of a module whose data stays as it is. */
function plain(module: Uint8Array, heapBase: number, table: Uint8Array = NO_TABLE): Uint8Array {
  return plainData(module, readStatics(module, heapBase, table));
}

describe("a module's packed data", () => {
  it.each<[string, number, Segment[]]>([
    ["one segment", 64, [{ at: 12, bytes: ramp(40) }]],
    ["an empty segment", 64, [{ at: 12, bytes: bytes() }]],
    ["zeros alone", 64, [{ at: 0, bytes: new Uint8Array(64) }]],
    [
      "several segments with gaps, out of order",
      4_096,
      [
        { at: 3_000, bytes: ramp(100) },
        { at: 12, bytes: ramp(7) },
        { at: 500, bytes: bytes(1) },
      ],
    ],
    [
      "segments that overlap, of which the last counts",
      64,
      [
        { at: 8, bytes: bytes(1, 1, 1, 1) },
        { at: 10, bytes: bytes(2, 2, 2, 2) },
      ],
    ],
    ["data up to where the heap begins", 4_096, [{ at: 4_000, bytes: ramp(96) }]],
    ["data up to the border of a page", PAGE, [{ at: 0, bytes: ramp(PAGE) }]],
    ["data over the border of a page", PAGE + 16, [{ at: PAGE - 8, bytes: ramp(16) }]],
  ])("is what it was: %s", async (_, heapBase, segments) => {
    const whole = await unpackingModule(heapBase, segments);
    const expected = new Uint8Array(instantiate(whole).memory.buffer).slice(0, heapBase);

    const packed = pack(whole, heapBase);
    const guest = instantiate(packed);
    guest.unpackStatics();
    const found = new Uint8Array(guest.memory.buffer);
    expect(Buffer.compare(found.subarray(0, heapBase), expected)).toBe(0);
    expect(found.subarray(heapBase).every((byte) => byte === 0)).toBe(true);
    // The arena lies where the packed bytes did.
    expect(guest.memory.buffer.byteLength).toBeGreaterThanOrEqual(heapBase + ARENA);
    expect(readModule(packed).functions).toEqual(readModule(whole).functions);
  });

  it.each([
    ["packed", pack],
    ["plain", plain],
  ])("has a table at its end: %s", async (_, write) => {
    const module = write(await unpackingModule(64, [{ at: 8, bytes: ramp(8) }]), 64, bytes(1, 2, 3, 4));
    const guest = instantiate(module);
    if (write === pack) guest.unpackStatics();
    const found = new Uint8Array(guest.memory.buffer);
    expect([...found.subarray(8, 16)]).toEqual([...ramp(8)]);
    expect([...found.subarray(60, 66)]).toEqual([1, 2, 3, 4, 0, 0]);
    expect(guest.memory.buffer.byteLength).toBeGreaterThanOrEqual(64 + ARENA);
  });

  it("is split up where there are many zeros, and else is not", async () => {
    const segments = [1, 2, 3, 20].map((word) => ({ at: word * 8, bytes: bytes(1, 2) }));
    const module = plain(await unpackingModule(256, segments), 256);
    expect(Buffer.from(module).includes(Buffer.from([1, 2, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 1, 2]))).toBe(
      true,
    );
    const [memory, expected] = [module, await unpackingModule(256, segments)].map((one) =>
      Buffer.from(instantiate(one).memory.buffer).subarray(0, 256),
    );
    expect(memory).toEqual(expected);
  });

  it("is refused where it would lie on what it is unpacked from", async () => {
    const module = await unpackingModule(64, [{ at: 60, bytes: ramp(8) }]);
    expect(() => pack(module, 64)).toThrow("static data ends at 68, beyond its end at 64");
  });

  it("counts one segment, where segments are counted, and keeps a maximum of memory", () => {
    const counted = assemble(`(module
      (memory (export "memory") 1 5)
      (data $a (i32.const 8) "abc")
      (data $b (i32.const 16) "def")
      (func (export "drop") (data.drop $a)))`);
    const packed = pack(counted, 32);
    expect(WebAssembly.validate(packed as BufferSource)).toBe(true);
    expect(readModule(packed).memories).toEqual([{ ...readModule(counted).memories[0], minimum: 1, maximum: 5 }]);
    expect(readModule(packed).sections.map(({ name }) => name)).toEqual(
      readModule(counted).sections.map(({ name }) => name),
    );
  });
});

const compile = async (isPacked?: boolean, filter = "test/bench/peers/sluice"): Promise<Uint8Array> => {
  const source = await locateFilters([filter]);
  const options = { fileName: "module.wasm", isDebug: false, ...(isPacked === undefined ? {} : { isPacked }) };
  return (await runCompiler(source, options)).binary;
};

/** The memory of an instance on a host that answers nothing. */
function memoryOf(binary: Uint8Array, isInitialized: boolean): Buffer {
  const module = new WebAssembly.Module(binary as BufferSource);
  const functions = Object.fromEntries(WebAssembly.Module.imports(module).map(({ name }) => [name, () => 0]));
  const imports = { env: functions, wasi_snapshot_preview1: functions };
  const { exports } = new WebAssembly.Instance(module, imports);
  if (isInitialized) (exports["_initialize"] as (() => void) | undefined)?.();
  return Buffer.from((exports["memory"] as WebAssembly.Memory).buffer);
}

describe("static data of a module", () => {
  it("is packed where that makes the module much smaller, and only there", async () => {
    const [small, large] = ["test/bench/peers/sluice", "filters/maintenance"];
    expect((await compile(undefined, small)).length).toBe((await compile(false, small)).length);
    expect((await compile(undefined, large)).length).toBe((await compile(true, large)).length);
    expect((await compile(true, large)).length).toBeLessThan((await compile(false, large)).length);
  }, 300_000);

  it("is the same in memory, once the module is initialised, as what was not packed", async () => {
    const [packed, plain] = [await compile(true), await compile(false)];
    const text = Buffer.from("x-wasm", "utf16le");
    expect(memoryOf(plain, false).includes(text)).toBe(true);
    expect(memoryOf(packed, false).includes(text)).toBe(false);
    expect(memoryOf(packed, true).includes(text)).toBe(true);
    expect(memoryOf(packed, true).length).toBe(memoryOf(plain, true).length);
    expect(readModule(packed).exports.map(({ name }) => name)).toEqual([
      ...readModule(plain).exports.map(({ name }) => name),
      "_initialize",
    ]);
  }, 180_000);
});
