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
  element[0] = <u8>tag;
  element[1] = <u8>(more == 0 ? length : 0x80 | more);
  for (let i = 0; i < more; ++i) element[2 + i] = <u8>(length >> (8 * (more - 1 - i)));
  element.set(content, 2 + more);
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
  bits.set(content, 1);
  return derElement(DerTag.BitString, bits);
}

/** The elements behind each other. */
export function derConcat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
