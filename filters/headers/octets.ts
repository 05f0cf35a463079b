/** The bytes of a field as a text of one unit a byte: what is not UTF-8 comes out of `toOctets` as it went in. */
export function readOctets(bytes: Uint8Array): string {
  const units = new StaticArray<u16>(bytes.byteLength);
  for (let i = 0; i < units.length; ++i) unchecked((units[i] = load<u8>(bytes.dataStart + <usize>i)));
  return String.UTF16.decodeUnsafe(changetype<usize>(units), (<usize>units.length) << 1);
}

/** The bytes of such a text; ASCII may have been added to it. */
export function toOctets(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) unchecked((bytes[i] = <u8>text.charCodeAt(i)));
  return bytes;
}
