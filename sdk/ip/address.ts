import { allocate } from "../../assembly/memory";
import { encodeUtf8, utf8Length } from "../../assembly/utf8";
import { readText } from "../../assembly/text";
import { readIpv4 } from "../url/ipv4";
import { ipv6Piece, readIpv6, writeIpv6Bits } from "../url/ipv6";

/** `::ffff:0:0/96`, where IPv4 addresses lie among those of IPv6 (RFC 4291 §2.5.5.2). */
const MAPPED: u64 = 0xffff;

/** The longest text of an address, with a zone left out: eight groups of four digits, or six and an IPv4 address. */
const TEXT_LENGTH_MAX: usize = 45;

/**
 * An IP address as one number of 128 bits. An IPv4 address is its IPv4-mapped IPv6 address, so `192.0.2.1` and `::ffff:192.0.2.1` are the same:
 * a dual-stack listener gives the one for the other.
 *
 * @example
 * const address = IpAddress.parse("2001:db8::1");
 * if (address === null) return new Refusal("$.address: is no IP address");
 */
@final
export class IpAddress {
  /** An address of these bits. */
  constructor(
    /** The first 64 bits; 0 for an IPv4 address. */
    readonly high: u64,
    /** The last 64 bits; for an IPv4 address `0xffff` and its own 32. */
    readonly low: u64,
  ) {}

  /**
   * Reads `192.0.2.1` or `2001:db8::1` (RFC 4291 §2.2), without brackets, port or zone; null for anything else, and for IPv4 in other
   * spellings (`127.1`, `0x7f.0.0.1`, `010.0.0.1`), which programs read in different ways.
   */
  static parse(text: string): IpAddress | null {
    const size = utf8Length(text);
    if (size > TEXT_LENGTH_MAX) return null;
    const start = allocate(size);
    if (start == 0) return null;
    return readIpAddress(start, start + encodeUtf8(text, start));
  }

  /** Whether it is an IPv4 address, or one mapped into IPv6. */
  get isIpv4(): bool {
    return this.high == 0 && this.low >> 32 == MAPPED;
  }

  /** The address with all but its first `length` bits 0, counted as IPv6 has them: of an IPv4 address, 96 come before its own. */
  prefix(length: i32): IpAddress {
    return new IpAddress(this.high & mask(length), this.low & mask(length - 64));
  }

  /** Whether both are one address. */
  equals(other: IpAddress): bool {
    return this.high == other.high && this.low == other.low;
  }

  /** `192.0.2.1`, or an IPv6 address in its canonical form (RFC 5952). */
  toString(): string {
    if (this.isIpv4) {
      const bits = <u32>this.low;
      return `${bits >> 24}.${(bits >> 16) & 0xff}.${(bits >> 8) & 0xff}.${bits & 0xff}`;
    }
    const start = allocate(TEXT_LENGTH_MAX);
    return start == 0 ? "" : readText(start, writeIpv6Bits(this.high, this.low, start) - start);
  }
}

/** 64 bits of which the first `length` are 1; all for 64 and more, none for 0 and less. */
export function mask(length: i32): u64 {
  return length <= 0 ? 0 : length >= 64 ? u64.MAX_VALUE : ~(u64.MAX_VALUE >> (<u64>length));
}

/** `IpAddress.parse` of the bytes between `start` and `end`. */
function readIpAddress(start: usize, end: usize): IpAddress | null {
  const ipv4 = readIpv4(start, end);
  if (ipv4 >= 0) return new IpAddress(0, (MAPPED << 32) | (<u64>ipv4));
  if (!readIpv6(start, end)) return null;
  let high: u64 = 0;
  let low: u64 = 0;
  for (let i = 0; i < 4; ++i) {
    high = (high << 16) | ipv6Piece(i);
    low = (low << 16) | ipv6Piece(i + 4);
  }
  return new IpAddress(high, low);
}

/**
 * The address between `start` and `end`, which may have a port, and then brackets if it is of IPv6 (`192.0.2.1:80`, `[2001:db8::1]:80`), and a
 * zone (`fe80::1%eth0`), which is left out. Null for what is none.
 */
export function readEndpoint(start: usize, end: usize): IpAddress | null {
  let from = start;
  let to = end;
  if (start < end && load<u8>(start) == 0x5b) {
    from = start + 1;
    to = find(from, end, 0x5d);
    if (to == end || !isPortOrNothing(to + 1, end)) return null;
  } else {
    const colon = find(start, end, 0x3a);
    if (colon < end && find(colon + 1, end, 0x3a) == end) {
      if (!isPortOrNothing(colon, end)) return null;
      to = colon;
    }
  }
  return readIpAddress(from, find(from, to, 0x25));
}

function isPortOrNothing(start: usize, end: usize): bool {
  if (start == end) return true;
  if (load<u8>(start) != 0x3a || start + 1 == end) return false;
  for (let at = start + 1; at < end; ++at) {
    if (<u32>load<u8>(at) - 0x30 > 9) return false;
  }
  return true;
}

/** Where `byte` is first between `start` and `end`; `end` where it is not. */
function find(start: usize, end: usize, byte: u8): usize {
  let at = start;
  while (at < end && load<u8>(at) != byte) ++at;
  return at;
}
