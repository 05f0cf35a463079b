import { hexValueOf, NOT_HEXADECIMAL } from "../encoding/hex";
import { JsonFault } from "./fault";

/**
 * Decodes the escapes of the string from `start` to its closing quote at `end`, where they are: an escape is never shorter than the
 * UTF-8 of what it stands for. The bytes are well-formed UTF-8, and no lone backslash is the last. Returns where the string now
 * ends, or 0 with the fault set.
 */
export function unescape(start: usize, end: usize): usize {
  let target = start;
  let at = start;
  while (at < end) {
    const byte = load<u8>(at);
    if (byte != 0x5c) {
      store<u8>(target++, byte);
      at++;
      continue;
    }
    const escape = at;
    const letter = load<u8>(escape, 1);
    at += 2;
    let code = letter == 0x75 ? readHex(at) : unescapedOf(letter);
    if (letter == 0x75) at += 4;
    if ((code & ~0x7ff) == 0xd800) {
      const low = load<u16>(at) == 0x755c ? readHex(at + 2) : -1;
      if (code >= 0xdc00 || (low & ~0x3ff) != 0xdc00) return JsonFault.set("lone surrogate", escape);
      code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
      at += 6;
    }
    if (code < 0) return JsonFault.setUnexpected(escape);
    target = writeUtf8(code, target);
  }
  return target;
}

/** Writes a code point and returns where writing goes on. */
function writeUtf8(code: u32, target: usize): usize {
  if (code < 0x80) {
    store<u8>(target, code);
    return target + 1;
  }
  if (code < 0x800) {
    store<u8>(target, 0xc0 | (code >> 6));
    store<u8>(target, 0x80 | (code & 0x3f), 1);
    return target + 2;
  }
  let at = target;
  if (code < 0x10000) {
    store<u8>(at++, 0xe0 | (code >> 12));
  } else {
    store<u8>(at++, 0xf0 | (code >> 18));
    store<u8>(at++, 0x80 | ((code >> 12) & 0x3f));
  }
  store<u8>(at, 0x80 | ((code >> 6) & 0x3f));
  store<u8>(at, 0x80 | (code & 0x3f), 1);
  return at + 2;
}

/** What a backslash and `letter` stand for, or -1. */
function unescapedOf(letter: u32): i32 {
  switch (letter) {
    case 0x22:
    case 0x2f:
    case 0x5c:
      return letter;
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    default:
      return -1;
  }
}

/** The number of four hexadecimal digits at `start`, or -1. A quote follows that is none. */
function readHex(start: usize): i32 {
  let number: u32 = 0;
  for (let at = start; at < start + 4; at++) {
    const digit = hexValueOf(load<u8>(at));
    if (digit == NOT_HEXADECIMAL) return -1;
    number = (number << 4) | digit;
  }
  return number;
}
