/** `bytes` in lowercase hexadecimal (RFC 4648 §8): two characters a byte. */
export function encodeHex(bytes: Uint8Array): string {
  const length = <usize>bytes.byteLength;
  if (length == 0) return "";
  const result = changetype<string>(__new(length << 2, idof<string>()));
  let target = changetype<usize>(result);
  const start = bytes.dataStart;
  for (let i: usize = 0; i < length; i++) {
    const byte = <u32>load<u8>(start + i);
    store<u16>(target, <u16>digitOf(byte >> 4));
    store<u16>(target, <u16>digitOf(byte & 0xf), 2);
    target += 4;
  }
  return result;
}

function digitOf(value: u32): u32 {
  return value + (value < 10 ? 0x30 : 0x57);
}
