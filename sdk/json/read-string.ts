import { decodeUtf8, decodeUtf8To, isUtf8 } from "../../assembly/utf8";
import { Cursor } from "./cursor";

/** The string whose opening quote is at the cursor (RFC 8259 §7), or null with the error set. */
export function readString(): string | null {
  const start = Cursor.at + 1;
  const end = Cursor.end;
  let at = start;
  let hasEscape = false;
  let bits: u32 = 0;
  while (true) {
    const byte = <u32>(at < end ? load<u8>(at) : 0);
    if (byte == 0x22) break;
    if (byte < 0x20) {
      Cursor.at = min(at, end);
      Cursor.failUnexpected();
      return null;
    }
    if (byte == 0x5c) {
      hasEscape = true;
      at++;
    }
    bits |= byte;
    at++;
  }
  const length = at - start;
  if (bits > 0x7f && !isUtf8(start, length)) {
    Cursor.fail("invalid UTF-8 in the string");
    return null;
  }
  Cursor.at = at + 1;
  return hasEscape ? unescape(start, at) : decodeUtf8(start, length);
}

/** The characters from `start` to the closing quote at `end`; they are well-formed UTF-8, and no lone backslash is the last. */
function unescape(start: usize, end: usize): string | null {
  // No escape and no UTF-8 sequence has more UTF-16 units than bytes.
  const text = __new((end - start) << 1, idof<string>());
  let target = text;
  let at = start;
  while (at < end) {
    let escape = at;
    while (escape < end && load<u8>(escape) != 0x5c) escape++;
    target += decodeUtf8To(at, escape - at, target);
    if (escape == end) break;
    at = escape + 2;
    let unit = unescapedOf(load<u8>(escape, 1));
    if (load<u8>(escape, 1) == 0x75) {
      unit = readHex(at, end);
      at += 4;
    }
    if ((unit & ~0x7ff) == 0xd800) {
      const low = at + 6 <= end && load<u16>(at) == 0x755c ? readHex(at + 2, end) : -1;
      if (unit >= 0xdc00 || (low & ~0x3ff) != 0xdc00) {
        Cursor.at = escape;
        Cursor.fail("lone surrogate");
        return null;
      }
      store<u16>(target, <u16>unit);
      target += 2;
      unit = low;
      at += 6;
    }
    if (unit < 0) {
      Cursor.at = escape;
      Cursor.failUnexpected();
      return null;
    }
    store<u16>(target, <u16>unit);
    target += 2;
  }
  return changetype<string>(__renew(text, target - text));
}

/** What a backslash and `character` stand for, or -1. */
function unescapedOf(character: u32): i32 {
  switch (character) {
    case 0x22:
    case 0x2f:
    case 0x5c:
      return character;
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

/** The number of four hexadecimal digits at `start`, or -1. */
function readHex(start: usize, end: usize): i32 {
  if (start + 4 > end) return -1;
  let number: i32 = 0;
  for (let at = start; at < start + 4; at++) {
    const character = <u32>load<u8>(at);
    let digit = character - 0x30;
    if (digit > 9) {
      digit = (character | 0x20) - 0x61;
      if (digit > 5) return -1;
      digit += 10;
    }
    number = (number << 4) | digit;
  }
  return number;
}
