import { ARENA_BYTES } from "../../assembly/shared/memory-limit.js";
import { concat } from "../wasm/concat.js";
import { leb128 } from "../wasm/leb128.js";
import { type ScannedSection, scanSections } from "../wasm/scan-sections.js";
import { packBytes } from "./pack-bytes.js";

const PAGE_BYTES = 65_536;
const [I32_CONST, END] = [0x41, 0x0b];

/**
 * Puts a module's static data into one packed segment at `heapBase`, where the module unpacks it before all else (`assembly/unpack.ts`).
 * Strings are UTF-16 behind a header each: packed they take about two fifths. `table` is data that ends at `heapBase`.
 */
export function packData(module: Uint8Array, heapBase: number, table: Uint8Array): Uint8Array {
  const sections = scanSections(module);
  const data = sections.find(({ name }) => name === "data");
  if (data === undefined) return module;
  const packed = packBytes(concat([readImage(data, heapBase - table.length), table]));
  const parts = [module.subarray(0, 8)];
  for (const section of sections) {
    if (section === data) parts.push(dataSection(packed, heapBase));
    else if (section.name === "memory") {
      parts.push(memorySection(section, heapBase + Math.max(packed.length, ARENA_BYTES)));
    } else if (section.name === "data count") parts.push(countSection(section));
    else parts.push(module.subarray(section.offset, section.offset + section.byteLength));
  }
  return concat(parts);
}

/** What memory holds once the module is there, as far as there is anything. The compiler makes active segments at constant addresses. */
function readImage({ content: reader }: ScannedSection, end: number): Uint8Array {
  const segments: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  for (let count = reader.u32(); count > 0; --count) {
    reader.take(2);
    const at = reader.s33();
    reader.take(1);
    segments.push({ at, bytes: reader.take(reader.u32()) });
  }
  const image = new Uint8Array(end);
  for (const { at, bytes } of segments) image.set(bytes, at);
  return image;
}

function dataSection(packed: Uint8Array, heapBase: number): Uint8Array {
  const header = [1, 0, I32_CONST, ...signedLeb128(heapBase), END, ...leb128(packed.length)];
  return concat([Uint8Array.from([11, ...leb128(header.length + packed.length), ...header]), packed]);
}

/** The packed bytes, and then the arena, lie beyond what the compiler made memory for. */
function memorySection({ content: reader }: ScannedSection, end: number): Uint8Array {
  const [count, flags] = [reader.u32(), reader.byte()];
  const minimum = Math.max(reader.u32(), Math.ceil(end / PAGE_BYTES));
  const body = [count, flags, ...leb128(minimum), ...reader.take(reader.remaining)];
  return Uint8Array.from([5, ...leb128(body.length), ...body]);
}

/** As long as it was: the source map of a debug build goes by what lies before the code. */
function countSection({ content: reader }: ScannedSection): Uint8Array {
  return Uint8Array.from([12, ...leb128(reader.remaining), ...leb128(1, reader.remaining)]);
}

/** A positive number as signed LEB128. */
function signedLeb128(value: number): number[] {
  const bytes = leb128(value);
  const last = bytes.length - 1;
  if (((bytes[last] ?? 0) & 0x40) === 0) return bytes;
  return [...bytes.slice(0, last), (bytes[last] ?? 0) | 0x80, 0];
}
