/** How many bytes more the UTF-8 between `start` and `end` takes inside the quotes of a JSON string (RFC 8259 §7). */
export function escapedGrowth(start: usize, end: usize): i32 {
  let growth = 0;
  for (let at = start; at < end; at++) growth += <i32>escapedLength(load<u8>(at)) - 1;
  return growth;
}

/** Escapes the UTF-8 between `start` and `end` where it is, into the `growth` bytes behind it. */
export function escapeInPlace(start: usize, end: usize, growth: i32): void {
  let at = end;
  let target = end + growth;
  // From the end backwards, and no further than there is something to escape.
  while (target > at && at > start) {
    const byte = <u32>load<u8>(--at);
    const length = escapedLength(byte);
    target -= length;
    if (length == 1) {
      store<u8>(target, byte);
    } else if (length == 2) {
      store<u8>(target, 0x5c);
      store<u8>(target, byte < 0x20 ? shortEscapeOf(byte) : byte, 1);
    } else {
      store<u32>(target, 0x3030755c);
      store<u8>(target, 0x30 + (byte >> 4), 4);
      store<u8>(target, (byte & 0xf) + ((byte & 0xf) < 10 ? 0x30 : 0x57), 5);
    }
  }
}

/** How many characters a UTF-16 unit or a byte takes inside quotes: 1 as it is, 2 with a backslash, 6 as \uXXXX. */
export function escapedLength(character: u32): usize {
  if (character < 0x20) return shortEscapeOf(character) ? 2 : 6;
  return character == 0x22 || character == 0x5c ? 2 : 1;
}

/** The letter of the two-character escape, or 0 where there is none. */
export function shortEscapeOf(control: u32): u32 {
  if (control == 0x08) return 0x62;
  if (control == 0x09) return 0x74;
  if (control == 0x0a) return 0x6e;
  if (control == 0x0c) return 0x66;
  return control == 0x0d ? 0x72 : 0;
}
