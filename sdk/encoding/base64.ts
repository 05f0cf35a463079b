import { canHold } from "../../assembly/memory";

const NOT_IN_ALPHABET: u32 = 0xff;

/** For each character the six bits that it stands for, or NOT_IN_ALPHABET: in base64url, then in base64. Made when they are needed first. */
// @ts-ignore: decorator
@lazy
const DIGITS = memory.data(512);

/** `bytes` in base64 with padding (RFC 4648 §4). Empty when memory can't hold it. */
export function encodeBase64(bytes: Uint8Array): string {
  return encode(bytes, false);
}

/** `bytes` in base64url without padding (RFC 4648 §5, RFC 7515 §2). Empty when memory can't hold it. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encode(bytes, true);
}

/**
 * The bytes that `text` (ASCII) stands for in base64 with padding (RFC 4648 §4), or null where it is not strict: a character
 * outside the alphabet, white space, missing or excess padding, trailing bits that are not zero (§3.5). Null also when memory can't hold them.
 *
 * @example
 * const credentials = decodeBase64(basic); // of an `Authorization: Basic` header
 */
export function decodeBase64(text: Uint8Array): Uint8Array | null {
  return decode(text, false);
}

/**
 * The bytes that `text` (ASCII) stands for in base64url without padding, as JOSE has it (RFC 7515 §2), or null where it is
 * not strict: a character outside the alphabet, white space, any padding, trailing bits that are not zero. Null also when memory
 * can't hold them.
 */
export function decodeBase64Url(text: Uint8Array): Uint8Array | null {
  return decode(text, true);
}

function decode(text: Uint8Array, isUrl: bool): Uint8Array | null {
  const start = text.dataStart;
  let length = <usize>text.byteLength;
  if (!isUrl) {
    if (length & 3) return null;
    for (let padding = 0; padding < 2 && length > 0 && load<u8>(start + length - 1) == 0x3d; padding++) length--;
  }
  const size = <usize>((<u64>length * 3) >> 2);
  if (!canHold(size)) return null;
  const result = new Uint8Array(<i32>size);
  const end = start + length;
  return decodeUntil(start, end, result.dataStart, digitsOf(isUrl)) == end ? result : null;
}

/**
 * Decodes base64url up to the first character that is none of its alphabet, or `end`, into `target`, which has room for the bytes. Returns where
 * that character is, or 0 where what stands before it is not strict: `decodedSize` says how many bytes it makes.
 */
export function decodeBase64UrlUntil(start: usize, end: usize, target: usize): usize {
  return decodeUntil(start, end, target, digitsOf(true));
}

/** How many bytes so many characters without padding stand for. */
// @ts-ignore: decorator
@inline
export function decodedSize(characters: usize): usize {
  return (characters * 3) >> 2;
}

function decodeUntil(start: usize, end: usize, target: usize, digits: usize): usize {
  let at = start;
  let to = target;
  let bits: u32 = 0;
  while (at + 4 <= end) {
    const a = <u32>load<u8>(digits + <usize>load<u8>(at));
    const b = <u32>load<u8>(digits + <usize>load<u8>(at, 1));
    const c = <u32>load<u8>(digits + <usize>load<u8>(at, 2));
    const d = <u32>load<u8>(digits + <usize>load<u8>(at, 3));
    if ((a | b | c | d) > 63) break;
    bits = (a << 18) | (b << 12) | (c << 6) | d;
    store<u8>(to, bits >> 16);
    store<u8>(to, bits >> 8, 1);
    store<u8>(to, bits, 2);
    at += 4;
    to += 3;
  }
  let count: u32 = 0;
  for (; at < end; at++) {
    const digit = <u32>load<u8>(digits + <usize>load<u8>(at));
    if (digit > 63) break;
    bits = (bits << 6) | digit;
    count += 6;
  }
  for (; count >= 8; store<u8>(to++, bits >> count)) count -= 8;
  // A character alone is no byte; the bits that are left of two or three are zeros (RFC 4648 §3.5).
  return count == 6 || bits & ((1 << count) - 1) ? 0 : at;
}

function digitsOf(isUrl: bool): usize {
  const digits = isUrl ? DIGITS : DIGITS + 256;
  if (load<u8>(digits) == 0) {
    for (let character: u32 = 0; character < 256; character++) store<u8>(digits + character, valueOf(character, isUrl));
  }
  return digits;
}

function encode(bytes: Uint8Array, isUrl: bool): string {
  const length = <usize>bytes.byteLength;
  const whole = length / 3;
  const rest = length % 3;
  const characters = (whole << 2) + (rest ? (isUrl ? rest + 1 : 4) : 0);
  if (characters == 0 || !canHold(characters << 1)) return "";
  const result = changetype<string>(__new(characters << 1, idof<string>()));
  let target = changetype<usize>(result);
  let at = bytes.dataStart;
  for (let i: usize = 0; i < whole; i++) {
    const bits = ((<u32>load<u8>(at)) << 16) | ((<u32>load<u8>(at, 1)) << 8) | load<u8>(at, 2);
    writeCharacters(target, bits, 4, isUrl);
    at += 3;
    target += 8;
  }
  if (rest) {
    let bits = (<u32>load<u8>(at)) << 16;
    if (rest == 2) bits |= (<u32>load<u8>(at, 1)) << 8;
    writeCharacters(target, bits, <u32>rest + 1, isUrl);
    if (!isUrl) {
      if (rest == 1) store<u16>(target, 0x3d, 4);
      store<u16>(target, 0x3d, 6);
    }
  }
  return result;
}

function writeCharacters(target: usize, bits: u32, count: u32, isUrl: bool): void {
  for (let i: u32 = 0; i < count; i++) {
    store<u16>(target + (i << 1), <u16>characterOf((bits >> (18 - 6 * i)) & 0x3f, isUrl));
  }
}

function characterOf(value: u32, isUrl: bool): u32 {
  if (value < 26) return value + 0x41;
  if (value < 52) return value + 0x47;
  if (value < 62) return value - 4;
  if (value == 62) return isUrl ? 0x2d : 0x2b;
  return isUrl ? 0x5f : 0x2f;
}

function valueOf(character: u32, isUrl: bool): u32 {
  const letter = (character | 0x20) - 0x61;
  if (letter < 26) return letter + (character & 0x20 ? 26 : 0);
  if (character - 0x30 < 10) return character + 4;
  if (character == <u32>(isUrl ? 0x2d : 0x2b)) return 62;
  if (character == <u32>(isUrl ? 0x5f : 0x2f)) return 63;
  return NOT_IN_ALPHABET;
}
