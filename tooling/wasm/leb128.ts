/** A number from 0 to 2^32 - 1 as LEB128, in `byteLength` bytes at least. */
export function leb128(value: number, byteLength = 1): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const isLast = rest <= 0x7f && bytes.length + 1 >= byteLength;
    bytes.push((rest & 0x7f) | (isLast ? 0 : 0x80));
    rest >>>= 7;
  } while (rest > 0 || bytes.length < byteLength);
  return bytes;
}
