/** The bytes that lowercase hexadecimal stands for. */
export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = <u8>parseInt(text.substr(2 * i, 2), 16);
  return bytes;
}

/** `count` bytes of the same value. */
export function repeated(value: u8, count: i32): Uint8Array {
  return new Uint8Array(count).fill(value);
}

/** The bytes `first`, `first + 1` … `last`. */
export function sequence(first: u8, last: u8): Uint8Array {
  const bytes = new Uint8Array(<i32>last - first + 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = <u8>(first + i);
  return bytes;
}

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

export function areEqual(a: Uint8Array, b: Uint8Array): bool {
  if (a.length != b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] != b[i]) return false;
  }
  return true;
}
