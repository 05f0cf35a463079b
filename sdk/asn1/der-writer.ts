/** The tags of DER (X.690) that keys and signatures are made of. */
export enum DerTag {
  /** INTEGER. */
  Integer = 0x02,
  /** BIT STRING. */
  BitString = 0x03,
  /** NULL. */
  Null = 0x05,
  /** OBJECT IDENTIFIER. */
  ObjectIdentifier = 0x06,
  /** SEQUENCE. */
  Sequence = 0x30,
}

/** An element of that tag around `content`, its length in the shortest form (X.690 §10.1). */
export function derElement(tag: DerTag, content: Uint8Array): Uint8Array {
  const length = content.length;
  const more = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
  const element = new Uint8Array(2 + more + length);
  const at = element.dataStart;
  store<u8>(at, tag);
  store<u8>(at + 1, more == 0 ? length : 0x80 | more);
  for (let i = 0; i < more; ++i) store<u8>(at + 2 + <usize>i, length >> (8 * (more - 1 - i)));
  put(element, 2 + more, content);
  return element;
}

/** The INTEGER of the unsigned number whose bytes, highest first, lie at `start`; without zeros in front. */
export function derInteger(start: usize, length: usize): Uint8Array {
  let from = start;
  const end = start + length;
  while (from + 1 < end && load<u8>(from) == 0) ++from;
  const sign = <i32>(from < end && load<u8>(from) >= 0x80);
  const content = new Uint8Array(sign + <i32>(end - from));
  memory.copy(content.dataStart + <usize>sign, from, end - from);
  return derElement(DerTag.Integer, content);
}

/** The BIT STRING of whole bytes. */
export function derBitString(content: Uint8Array): Uint8Array {
  const bits = new Uint8Array(1 + content.length);
  put(bits, 1, content);
  return derElement(DerTag.BitString, bits);
}

/** The elements behind each other. */
export function derConcat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  put(both, 0, first);
  put(both, first.length, second);
  return both;
}

/** Writes all of `part` at `at`; `whole` was made long enough. The standard library's `set` checks it, and ends the VM. */
function put(whole: Uint8Array, at: i32, part: Uint8Array): void {
  memory.copy(whole.dataStart + <usize>at, part.dataStart, part.length);
}
