import { ARENA_BYTES } from "../../assembly/shared/memory-limit.js";
import { ToolError } from "../error.js";
import { concat } from "../wasm/concat.js";
import { leb128 } from "../wasm/leb128.js";
import { PAGE_BYTES } from "../wasm/page-bytes.js";
import { type ScannedSection, scanSections } from "../wasm/scan-sections.js";
import { packBytes } from "./pack-bytes.js";

const [I32_CONST, END] = [0x41, 0x0b];

/** What the unpacking adds to a module: its function and the call of it, and half as much for what compiling them costs a start. */
const UNPACKING_BYTES = 400;

/** As many zeros between two pieces of plain data are as long as what a segment of its own costs. */
const GAP_BYTES = 8;

/** What a module's memory holds before its first callback. */
export interface Statics {
  /** The memory's first bytes; what follows is zero. */
  readonly image: Uint8Array;
  /** Where the memory that the module needs ends at least. */
  readonly end: number;
}

/** Static data, packed. */
export interface PackedStatics {
  readonly bytes: Uint8Array;
  /** Whether the module becomes smaller by it, the code that unpacks it counted. */
  readonly isWorth: boolean;
}

/** Packs static data. Strings are UTF-16 behind a header each: packed they take about two fifths. */
export function packStatics({ image }: Statics): PackedStatics {
  const bytes = packBytes(image);
  return { bytes, isWorth: bytes.length + UNPACKING_BYTES < sectionOf(segmentsOf(image)).length };
}

/** Puts packed data at `at` in the place of the module's own, for it to unpack before all else (`assembly/unpack.ts`). */
export function packData(module: Uint8Array, at: number, packed: Uint8Array, { end }: Statics): Uint8Array {
  return writeData(module, [segment(packed, at)], Math.max(end, at + packed.length));
}

/** Puts plain data in the place of the module's own. */
export function plainData(module: Uint8Array, { image, end }: Statics): Uint8Array {
  return writeData(module, segmentsOf(image), end);
}

/**
 * What memory holds once a module is there that the compiler wrote, and `table` with it, which ends where the heap begins. The compiler makes
 * active segments at constant addresses.
 *
 * @throws ToolError ERR_INTERNAL when data lies beyond where the table begins
 */
export function readStatics(module: Uint8Array, heapBase: number, table: Uint8Array): Statics {
  const image = new Uint8Array(heapBase);
  const limit = heapBase - table.length;
  const reader = scanSections(module).find(({ name }) => name === "data")?.content;
  for (let count = reader?.u32() ?? 0; reader !== undefined && count > 0; --count) {
    reader.take(2);
    const at = reader.s33();
    reader.take(1);
    const bytes = reader.take(reader.u32());
    if (at + bytes.length > limit) {
      throw new ToolError("ERR_INTERNAL", `static data ends at ${at + bytes.length}, beyond its end at ${limit}`);
    }
    image.set(bytes, at);
  }
  image.set(table, limit);
  return { image, end: heapBase + ARENA_BYTES };
}

function writeData(module: Uint8Array, segments: readonly Uint8Array[], end: number): Uint8Array {
  const parts = [module.subarray(0, 8)];
  for (const section of scanSections(module)) {
    if (section.name === "data") parts.push(sectionOf(segments));
    else if (section.name === "memory") parts.push(memorySection(section, end));
    else if (section.name === "data count") parts.push(countSection(section, segments.length));
    else parts.push(module.subarray(section.offset, section.offset + section.byteLength));
  }
  return concat(parts);
}

function segmentsOf(image: Uint8Array): Uint8Array[] {
  const segments: Uint8Array[] = [];
  const isZero = (at: number): boolean => (image[at] ?? 0) === 0;
  for (let start = 0; start < image.length; start += 1) {
    if (isZero(start)) continue;
    let end = start;
    for (let at = start; at < Math.min(end + GAP_BYTES, image.length); at += 1) if (!isZero(at)) end = at + 1;
    segments.push(segment(image.subarray(start, end), start));
    start = end;
  }
  return segments;
}

function sectionOf(segments: readonly Uint8Array[]): Uint8Array {
  const body = concat([Uint8Array.from(leb128(segments.length)), ...segments]);
  return concat([Uint8Array.from([11, ...leb128(body.length)]), body]);
}

function segment(bytes: Uint8Array, at: number): Uint8Array {
  return concat([Uint8Array.from([0, I32_CONST, ...signedLeb128(at), END, ...leb128(bytes.length)]), bytes]);
}

/** The data, or the arena, may lie beyond what the compiler made memory for. */
function memorySection({ content: reader }: ScannedSection, end: number): Uint8Array {
  const [count, flags] = [reader.u32(), reader.byte()];
  const minimum = Math.max(reader.u32(), Math.ceil(end / PAGE_BYTES));
  const body = [count, flags, ...leb128(minimum), ...reader.take(reader.remaining)];
  return Uint8Array.from([5, ...leb128(body.length), ...body]);
}

/** As long as it was: the source map of a debug build goes by what lies before the code. */
function countSection({ content: reader }: ScannedSection, count: number): Uint8Array {
  const length = reader.remaining;
  return Uint8Array.from([12, ...leb128(length), ...leb128(count, length)]);
}

/** A positive number as signed LEB128. */
function signedLeb128(value: number): number[] {
  const bytes = leb128(value);
  const last = bytes.length - 1;
  if (((bytes[last] ?? 0) & 0x40) === 0) return bytes;
  return [...bytes.slice(0, last), (bytes[last] ?? 0) | 0x80, 0];
}
