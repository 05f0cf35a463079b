import { ARENA_BYTES } from "../../assembly/shared/memory-limit.js";
import { ToolError } from "../error.js";
import { concat } from "../wasm/concat.js";
import { leb128 } from "../wasm/leb128.js";
import { type ScannedSection, scanSections } from "../wasm/scan-sections.js";
import { packBytes } from "./pack-bytes.js";

const PAGE_BYTES = 65_536;
const [I32_CONST, END] = [0x41, 0x0b];

/** What the unpacking adds to a module's code: its function and the call of it. */
const UNPACKING_BYTES = 256;

/** A module's static data, packed. */
export interface PackedStatics {
  readonly bytes: Uint8Array;
  /** Whether the module becomes smaller by it, the code that unpacks it counted. */
  readonly isWorth: boolean;
}

/**
 * Packs the static data of a module where it lies plain; null where there is none. Strings are UTF-16 behind a header each: packed they take
 * about two fifths. `table` is data that ends at `heapBase`.
 *
 * @throws ToolError ERR_INTERNAL when data lies beyond `heapBase`: it would be written over what it is unpacked from.
 */
export function packStatics(module: Uint8Array, heapBase: number, table: Uint8Array): PackedStatics | null {
  const data = scanSections(module).find(({ name }) => name === "data");
  if (data === undefined) return null;
  const bytes = packBytes(readImage(data, heapBase, table));
  return { bytes, isWorth: bytes.length + UNPACKING_BYTES < data.byteLength + table.length };
}

/** Puts packed data at `heapBase` in the place of the plain, for the module to unpack before all else (`assembly/unpack.ts`). */
export function packData(module: Uint8Array, heapBase: number, packed: Uint8Array): Uint8Array {
  const parts = [module.subarray(0, 8)];
  for (const section of scanSections(module)) {
    if (section.name === "data") parts.push(dataSection(packed, heapBase));
    else if (section.name === "memory") {
      parts.push(memorySection(section, heapBase + Math.max(packed.length, ARENA_BYTES)));
    } else if (section.name === "data count") parts.push(countSection(section, () => 1));
    else parts.push(module.subarray(section.offset, section.offset + section.byteLength));
  }
  return concat(parts);
}

/** The same data, and the same memory, for a module that packing would not make smaller. */
export function plainData(module: Uint8Array, heapBase: number, table: Uint8Array): Uint8Array {
  const count = table.length === 0 ? 0 : 1;
  const parts = [module.subarray(0, 8)];
  for (const section of scanSections(module)) {
    const { name, content, offset, byteLength } = section;
    if (name === "data") {
      const before = content.u32();
      const segments = [
        content.take(content.remaining),
        ...(count === 0 ? [] : [segment(table, heapBase - table.length)]),
      ];
      const body = concat([Uint8Array.from(leb128(before + count)), ...segments]);
      parts.push(Uint8Array.from([11, ...leb128(body.length)]), body);
    } else if (name === "memory") parts.push(memorySection(section, heapBase + ARENA_BYTES));
    else if (name === "data count") parts.push(countSection(section, (before) => before + count));
    else parts.push(module.subarray(offset, offset + byteLength));
  }
  return concat(parts);
}

/** What memory holds once the module is there, `table` at its end. The compiler makes active segments at constant addresses. */
function readImage({ content: reader }: ScannedSection, heapBase: number, table: Uint8Array): Uint8Array {
  const image = new Uint8Array(heapBase);
  const end = heapBase - table.length;
  for (let count = reader.u32(); count > 0; --count) {
    reader.take(2);
    const at = reader.s33();
    reader.take(1);
    const bytes = reader.take(reader.u32());
    if (at + bytes.length > end) {
      throw new ToolError("ERR_INTERNAL", `static data ends at ${at + bytes.length}, beyond its end at ${end}`);
    }
    image.set(bytes, at);
  }
  image.set(table, end);
  return image;
}

function dataSection(packed: Uint8Array, heapBase: number): Uint8Array {
  const body = segment(packed, heapBase);
  return concat([Uint8Array.from([11, ...leb128(1 + body.length), 1]), body]);
}

function segment(bytes: Uint8Array, at: number): Uint8Array {
  return concat([Uint8Array.from([0, I32_CONST, ...signedLeb128(at), END, ...leb128(bytes.length)]), bytes]);
}

/** The packed bytes, and then the arena, lie beyond what the compiler made memory for. */
function memorySection({ content: reader }: ScannedSection, end: number): Uint8Array {
  const [count, flags] = [reader.u32(), reader.byte()];
  const minimum = Math.max(reader.u32(), Math.ceil(end / PAGE_BYTES));
  const body = [count, flags, ...leb128(minimum), ...reader.take(reader.remaining)];
  return Uint8Array.from([5, ...leb128(body.length), ...body]);
}

/** As long as it was: the source map of a debug build goes by what lies before the code. */
function countSection({ content: reader }: ScannedSection, segments: (before: number) => number): Uint8Array {
  const length = reader.remaining;
  return Uint8Array.from([12, ...leb128(length), ...leb128(segments(reader.u32()), length)]);
}

/** A positive number as signed LEB128. */
function signedLeb128(value: number): number[] {
  const bytes = leb128(value);
  const last = bytes.length - 1;
  if (((bytes[last] ?? 0) & 0x40) === 0) return bytes;
  return [...bytes.slice(0, last), (bytes[last] ?? 0) | 0x80, 0];
}
