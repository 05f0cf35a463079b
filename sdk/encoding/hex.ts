import { canHold } from "../../assembly/memory";

/** `bytes` in lowercase hexadecimal (RFC 4648 §8): two characters a byte. Empty when memory can't hold it. */
export function encodeHex(bytes: Uint8Array): string {
  const length = <usize>bytes.byteLength;
  if (length == 0 || !canHold(length << 2)) return "";
  const result = changetype<string>(__new(length << 2, idof<string>()));
  let target = changetype<usize>(result);
  const start = bytes.dataStart;
  for (let i: usize = 0; i < length; i++) {
    const byte = <u32>load<u8>(start + i);
    store<u16>(target, <u16>lowerHexOf(byte >> 4));
    store<u16>(target, <u16>lowerHexOf(byte & 0xf), 2);
    target += 4;
  }
  return result;
}

/** What `hexValueOf` answers to what is no digit; more than any octet, even shifted. */
export const NOT_HEXADECIMAL: u32 = 0x100;

/** The value of a hexadecimal digit in either case, or NOT_HEXADECIMAL. */
export function hexValueOf(character: u32): u32 {
  if (character - 0x30 < 10) return character - 0x30;
  const letter = (character | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : NOT_HEXADECIMAL;
}

/** The upper-case hexadecimal digit of a value below 16. */
export function upperHexOf(value: u32): u32 {
  return value + (value < 10 ? 0x30 : 0x37);
}

/** The lower-case hexadecimal digit of a value below 16. */
export function lowerHexOf(value: u32): u32 {
  return value + (value < 10 ? 0x30 : 0x57);
}
