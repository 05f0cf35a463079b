import { Bytes, decodeText } from "sluice/sdk";

const PERCENT: u8 = 0x25;

const BACKSLASH: u8 = 0x5c;

const LETTER_U: u8 = 0x75;

/** How often escapes are taken off: an upstream behind two proxies that decode sees what was escaped three times. */
export const ROUNDS: i32 = 3;

/** A copy of bytes, to be decoded where it lies; empty when memory can't hold it. */
@final
export class Octets {
  private readonly bytes: Uint8Array;
  length: i32;

  constructor(bytes: Bytes) {
    const copy = bytes.toUint8Array();
    this.bytes = copy;
    this.length = copy.length;
  }

  get start(): usize {
    return this.bytes.dataStart;
  }

  get end(): usize {
    return this.start + <usize>this.length;
  }

  /** What is left, read as UTF-8. */
  toString(): string {
    return decodeText(this.bytes.subarray(0, this.length));
  }

  /** Takes percent escapes off, and those of escapes, up to so many times. */
  decodePercent(rounds: i32): void {
    for (let round = 0; round < rounds && this.decodePercentOnce(); ++round);
  }

  /**
   * Takes percent escapes off, `%u002f` as IIS does, and then what UTF-8 forbids: `%c0%af` and `%e0%80%af` for a slash. False where there was
   * nothing to take off.
   */
  decodePercentOnce(): bool {
    const before = this.length;
    this.unescape(PERCENT);
    this.foldOverlong();
    return this.length != before;
  }

  /** Takes the escapes of JSON off that hide ASCII, `\u003c` and `\/`, and the zeros between ASCII in UTF-16 and UTF-32. */
  decodeJson(): void {
    const end = this.end;
    let to = this.start;
    for (let at = this.start; at < end; ++at) {
      if (load<u8>(at) != 0) store<u8>(to++, load<u8>(at));
    }
    this.length = <i32>(to - this.start);
    this.unescape(BACKSLASH);
  }

  /** Decodes names and values of a form or query, in which a plus is a space. */
  decodeForm(): void {
    for (let at = this.start; at < this.end; ++at) {
      if (load<u8>(at) == 0x2b) store<u8>(at, 0x20);
    }
    this.decodePercent(ROUNDS);
  }

  private unescape(escape: u8): void {
    const end = this.end;
    let to = this.start;
    for (let at = this.start; at < end;) {
      let octet = load<u8>(at);
      let size = 1;
      if (octet == escape) {
        const value = readEscape(at, end);
        if (value >= 0) octet = <u8>value;
        if (value >= 0) size = (load<u8>(at, 1) | 0x20) == LETTER_U ? 6 : escape == PERCENT ? 3 : 2;
      }
      store<u8>(to++, octet);
      at += size;
    }
    this.length = <i32>(to - this.start);
  }

  private foldOverlong(): void {
    const end = this.end;
    let to = this.start;
    for (let at = this.start; at < end;) {
      const size = overlongSizeAt(at, end);
      const last = load<u8>(at + size - 1);
      // ASCII has seven bits, of which the last octet has six.
      store<u8>(to++, size == 1 ? last : (load<u8>(at + size - 2) << 6) | (last & 0x3f));
      at += size;
    }
    this.length = <i32>(to - this.start);
  }
}

/** How many octets UTF-8 forbids at `at` since one would do, up to the six of its first definition (RFC 2279); 1 where there are none. */
function overlongSizeAt(at: usize, end: usize): usize {
  const lead = <u32>load<u8>(at);
  const size = <usize>clz<u32>(~(lead << 24));
  if (size < 2 || size > 6 || end - at < size) return 1;
  let value = lead & (0x7f >> (<u32>size));
  for (let i: usize = 1; i < size; ++i) {
    const octet = <u32>load<u8>(at + i);
    if ((octet & 0xc0) != 0x80) return 1;
    value = (value << 6) | (octet & 0x3f);
  }
  return value < 0x80 ? size : 1;
}

/** The octet that the escape at `at` stands for; -1 where it is none, or stands for what is not ASCII. */
function readEscape(at: usize, end: usize): i32 {
  const left = end - at;
  if (left > 1 && (load<u8>(at, 1) | 0x20) == LETTER_U) {
    const value = left >= 6 ? (readHexadecimal(at + 2) << 8) | readHexadecimal(at + 4) : -1;
    return value < 0x80 ? value : -1;
  }
  if (load<u8>(at) == PERCENT) return left >= 3 ? readHexadecimal(at + 1) : -1;
  const next = left > 1 ? load<u8>(at, 1) : 0;
  return next == 0x2f || next == BACKSLASH || next == 0x22 ? next : -1;
}

/** The octet that two digits stand for; -1 where they are none. */
function readHexadecimal(at: usize): i32 {
  const high = digitAt(at);
  const low = digitAt(at + 1);
  return high < 0 || low < 0 ? -1 : (high << 4) | low;
}

function digitAt(at: usize): i32 {
  const octet = <i32>load<u8>(at);
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const letter = octet | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
