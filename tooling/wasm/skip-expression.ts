import { type ByteReader, invalidModule } from "./byte-reader.js";
import { readHeapType } from "./read-types.js";

const END = 0x0b;
const GC_PREFIX = 0xfb;
const SIMD_PREFIX = 0xfd;
const V128_CONST = 12;

type Skip = (reader: ByteReader) => void;

const nothing: Skip = () => undefined;
const index: Skip = (reader) => void reader.u32();
const twoIndices: Skip = (reader) => {
  reader.u32();
  reader.u32();
};
const bytes =
  (byteLength: number): Skip =>
  (reader) =>
    void reader.take(byteLength);
const signedLeb: Skip = (reader) => {
  while (reader.byte() >= 0x80);
};

/** Immediates of the instructions that a constant expression may hold (core specification §3.4.14), by opcode. */
const IMMEDIATES: ReadonlyMap<number, Skip> = new Map([
  [0x23, index],
  [0x41, signedLeb],
  [0x42, signedLeb],
  [0x43, bytes(4)],
  [0x44, bytes(8)],
  [0x6a, nothing],
  [0x6b, nothing],
  [0x6c, nothing],
  [0x7c, nothing],
  [0x7d, nothing],
  [0x7e, nothing],
  [0xd0, (reader) => void readHeapType(reader)],
  [0xd2, index],
]);

/** The same for `struct.new`, `array.new` and the like, by the opcode after the prefix. */
const GC_IMMEDIATES: ReadonlyMap<number, Skip> = new Map([
  [0, index],
  [1, index],
  [6, index],
  [7, index],
  [8, twoIndices],
  [26, nothing],
  [27, nothing],
  [28, nothing],
]);

/** Steps over a constant expression, its end included: an initializer or the offset of a segment. */
export function skipConstantExpression(reader: ByteReader): void {
  for (;;) {
    const start = reader.offset;
    const opcode = reader.byte();
    if (opcode === END) return;
    const skip = immediatesOf(opcode, reader);
    if (skip === undefined) {
      throw invalidModule(`instruction 0x${opcode.toString(16)} in a constant expression`, start);
    }
    skip(reader);
  }
}

function immediatesOf(opcode: number, reader: ByteReader): Skip | undefined {
  if (opcode === GC_PREFIX) return GC_IMMEDIATES.get(reader.u32());
  if (opcode === SIMD_PREFIX) return reader.u32() === V128_CONST ? bytes(16) : undefined;
  return IMMEDIATES.get(opcode);
}
