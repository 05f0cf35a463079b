import { hexValueOf, NOT_HEXADECIMAL } from "../encoding/hex";
import { readIpv4 } from "./ipv4";

const PIECES: i32 = 8;

/** An address: eight pieces of 16 bits, the first one first. */
// @ts-ignore: decorator
@lazy
const ADDRESS = memory.data(16, 2);

/**
 * Reads the IPv6 address between `start` and `end` (RFC 4291 §2.2; URL Standard §3.5) and writes it at `target` in its one canonical form
 * (RFC 5952 §4; an embedded IPv4 address as two pieces, as URLs have it). Returns where it ends, at most 39 bytes further; 0 for what is none.
 */
export function writeCanonicalIpv6(start: usize, end: usize, target: usize): usize {
  return readIpv6(start, end) ? writeIpv6(target) : 0;
}

/** Reads the IPv6 address between `start` and `end`; false for what is none. Its pieces are `ipv6Piece`, until the next is read. */
export function readIpv6(start: usize, end: usize): bool {
  memory.fill(ADDRESS, 0, 16);
  let count = 0;
  /** How many pieces come before `::`; -1 without one. */
  let gap = -1;
  let at = start;
  if (at < end && load<u8>(at) == 0x3a) {
    if (at + 1 >= end || load<u8>(at, 1) != 0x3a) return false;
    at += 2;
    gap = 0;
  }
  while (at < end) {
    if (count == PIECES) return false;
    if (load<u8>(at) == 0x3a) {
      if (gap >= 0) return false;
      gap = count;
      at++;
      continue;
    }
    const piece = at;
    let value: u32 = 0;
    while (at < end && at < piece + 4 && hexValueOf(load<u8>(at)) < NOT_HEXADECIMAL) {
      value = (value << 4) | hexValueOf(load<u8>(at++));
    }
    if (at < end && load<u8>(at) == 0x2e) {
      const ipv4 = count <= PIECES - 2 ? readIpv4(piece, end) : -1;
      if (ipv4 < 0) return false;
      setPiece(count, <u32>(ipv4 >> 16));
      setPiece(count + 1, <u32>(ipv4 & 0xffff));
      count += 2;
      break;
    }
    if (at == piece) return false;
    setPiece(count++, value);
    if (at == end) break;
    // A colon follows, and something after it.
    if (load<u8>(at++) != 0x3a || at == end) return false;
  }
  if (gap < 0) return count == PIECES;
  if (count == PIECES) return false;
  const moved = (<usize>(count - gap)) << 1;
  const from = ADDRESS + ((<usize>gap) << 1);
  memory.copy(ADDRESS + 16 - moved, from, moved);
  memory.fill(from, 0, (<usize>(PIECES - count)) << 1);
  return true;
}

/** Writes the address of these 128 bits at `target` in its canonical form, and returns where it ends, at most 39 bytes further. */
export function writeIpv6Bits(high: u64, low: u64, target: usize): usize {
  for (let i = 0; i < 4; i++) {
    setPiece(i, <u32>((high >> (48 - ((<u64>i) << 4))) & 0xffff));
    setPiece(i + 4, <u32>((low >> (48 - ((<u64>i) << 4))) & 0xffff));
  }
  return writeIpv6(target);
}

function writeIpv6(target: usize): usize {
  let longest = 0;
  let length = 1;
  for (let i = 0; i < PIECES; i++) {
    let run = 0;
    while (i + run < PIECES && ipv6Piece(i + run) == 0) run++;
    if (run > length) {
      longest = i;
      length = run;
    }
    i += run;
  }
  let to = target;
  let i = 0;
  while (i < PIECES) {
    if (length > 1 && i == longest) {
      store<u16>(to, 0x3a3a);
      to += 2;
      i += length;
      continue;
    }
    const piece = ipv6Piece(i);
    for (let shift = (31 - clz(piece | 1)) & ~3; <i32>shift >= 0; shift -= 4) {
      const digit = (piece >> shift) & 0xf;
      store<u8>(to++, digit + (digit < 10 ? 0x30 : 0x57));
    }
    i++;
    if (i < PIECES && !(length > 1 && i == longest)) store<u8>(to++, 0x3a);
  }
  return to;
}

/** Sixteen bits of the address that was read last, of the first piece at 0 to the last at 7. */
export function ipv6Piece(index: i32): u32 {
  return load<u16>(ADDRESS + ((<usize>index) << 1));
}

function setPiece(index: i32, value: u32): void {
  store<u16>(ADDRESS + ((<usize>index) << 1), <u16>value);
}
