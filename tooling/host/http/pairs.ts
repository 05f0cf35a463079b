import { PAIRS_MAX, PAIRS_SIZE_MAX } from "../../../assembly/shared/pair-limits.js";

/** One name and one value, as strings that hold one byte a character. */
export type Pair = readonly [name: string, value: string];

/**
 * Writes pairs in the form of the ABI, little endian:
 *
 *     u32 count │ count × (u32 nameSize, u32 valueSize) │ count × (name 0 value 0)
 */
export function serializePairs(pairs: readonly Pair[]): Buffer {
  let size = 4;
  for (const [name, value] of pairs) size += 8 + name.length + 1 + value.length + 1;
  const bytes = Buffer.alloc(size);
  let offset = bytes.writeUInt32LE(pairs.length, 0);
  for (const [name, value] of pairs) {
    offset = bytes.writeUInt32LE(name.length, offset);
    offset = bytes.writeUInt32LE(value.length, offset);
  }
  for (const [name, value] of pairs) {
    offset += bytes.write(name, offset, "latin1") + 1;
    offset += bytes.write(value, offset, "latin1") + 1;
  }
  return bytes;
}

/**
 * Reads pairs as Envoy does: whatever is not exact (a slack byte, a missing NUL, a length that leads out, more than
 * {@link PAIRS_MAX} pairs or {@link PAIRS_SIZE_MAX} bytes) gives the empty list, not an error.
 */
export function parsePairs(bytes: Buffer): Pair[] {
  if (bytes.length < 4 || bytes.length > PAIRS_SIZE_MAX) return [];
  const count = bytes.readUInt32LE(0);
  let data = 4 + count * 8;
  if (count > PAIRS_MAX || data > bytes.length) return [];
  const pairs: Pair[] = [];
  for (let entry = 4; pairs.length < count; entry += 8) {
    const nameEnd = data + bytes.readUInt32LE(entry);
    const valueEnd = nameEnd + 1 + bytes.readUInt32LE(entry + 4);
    if (valueEnd >= bytes.length || bytes[nameEnd] !== 0 || bytes[valueEnd] !== 0) return [];
    pairs.push([bytes.toString("latin1", data, nameEnd), bytes.toString("latin1", nameEnd + 1, valueEnd)]);
    data = valueEnd + 1;
  }
  return data === bytes.length ? pairs : [];
}
