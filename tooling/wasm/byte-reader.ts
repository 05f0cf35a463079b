import { ToolError } from "../error.js";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** V8's own limit on types, functions, imports and exports (WebAssembly JS API, "Implementation-defined limits"). */
export const MAXIMUM_COUNT = 1_000_000;

/** The error of a file that is not, or is no longer, a readable module. `offset` counts from the start of the file. */
export function invalidModule(what: string, offset: number): ToolError {
  return new ToolError("ERR_MODULE_INVALID", `${what} at byte ${offset}`, {
    hint: "the file is damaged or not WebAssembly: build or fetch it again",
  });
}

/**
 * Reads the primitives of the WebAssembly binary format (core specification §5.2) between two offsets of a file.
 * Nothing is read or allocated beyond `end`, whatever the bytes claim.
 *
 * @throws ToolError ERR_MODULE_INVALID with the byte offset, from every method
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  offset: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.offset = start;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  byte(): number {
    const value = this.offset < this.end ? this.bytes[this.offset] : undefined;
    if (value === undefined) throw invalidModule("unexpected end", this.offset);
    this.offset++;
    return value;
  }

  /** The next byte without taking it; -1 at the end. */
  peek(): number {
    return this.offset < this.end ? (this.bytes[this.offset] ?? -1) : -1;
  }

  /** A view of the next bytes. */
  take(byteLength: number): Uint8Array {
    if (byteLength > this.remaining) {
      throw invalidModule(`${byteLength} bytes announced, ${this.remaining} left`, this.offset);
    }
    this.offset += byteLength;
    return this.bytes.subarray(this.offset - byteLength, this.offset);
  }

  /** Unsigned LEB128 of at most 32 bits: five bytes, no bit set above the 32nd. */
  u32(): number {
    return Number(this.#unsigned(32));
  }

  /** Unsigned LEB128 of at most 64 bits, as a number: sizes beyond 2^53 lose their last digits and nothing else. */
  u64(): number {
    return Number(this.#unsigned(64));
  }

  /** Signed LEB128 of at most 33 bits: a heap type, negative for the abstract ones. */
  s33(): number {
    const start = this.offset;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte >= 0x80) continue;
      const isNegative = (byte & 0x40) !== 0;
      if (isNegative) value -= 2 ** (shift + 7);
      if (value < -(2 ** 32) || value >= 2 ** 32) break;
      return value;
    }
    throw invalidModule("integer of more than 33 bits", start);
  }

  /** The length of a vector. Every element takes at least one byte, so a larger count than bytes left is a lie. */
  count(what: string): number {
    const start = this.offset;
    const count = this.u32();
    if (count > this.remaining) throw invalidModule(`${count} ${what} announced in ${this.remaining} bytes`, start);
    if (count > MAXIMUM_COUNT) throw invalidModule(`${count} ${what}, more than V8 takes`, start);
    return count;
  }

  /** A name: length and UTF-8 bytes. */
  name(): string {
    const byteLength = this.u32();
    const start = this.offset;
    const bytes = this.take(byteLength);
    try {
      return UTF8.decode(bytes);
    } catch {
      throw invalidModule("name is not UTF-8", start);
    }
  }

  /** A reader of the next bytes alone; this one continues after them. */
  sub(byteLength: number): ByteReader {
    this.take(byteLength);
    return new ByteReader(this.bytes, this.offset - byteLength, this.offset);
  }

  /** Asserts that nothing is left. */
  done(what: string): void {
    if (this.remaining > 0) throw invalidModule(`${this.remaining} bytes too many in the ${what}`, this.offset);
  }

  #unsigned(bits: 32 | 64): number | bigint {
    const start = this.offset;
    let value = 0;
    let wide = 0n;
    for (let shift = 0; shift < bits; shift += 7) {
      const byte = this.byte();
      const payload = byte & 0x7f;
      if (shift + 7 > bits && payload >> (bits - shift) !== 0) break;
      if (shift < 49) value += payload * 2 ** shift;
      else wide += BigInt(payload) << BigInt(shift);
      if (byte < 0x80) return wide === 0n ? value : wide + BigInt(value);
    }
    throw invalidModule(`integer of more than ${bits} bits`, start);
  }
}
