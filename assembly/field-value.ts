const EIGHT_ONES: u64 = 0x0101010101010101;
const EIGHT_HIGH_BITS: u64 = 0x8080808080808080;
const EIGHT_CR: u64 = 0x0d0d0d0d0d0d0d0d;
const EIGHT_LF: u64 = 0x0a0a0a0a0a0a0a0a;

/**
 * Whether the `size` bytes at `start` may be a field's value: RFC 9110 §5.5 has no CR, LF or NUL in it. An address that lies out
 * of memory is left to the host, which refuses it.
 */
export function isFieldValue(start: usize, size: usize): bool {
  if (<u64>start + <u64>size > (<u64>memory.size()) << 16) return true;
  const end = start + size;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const eight = load<u64>(at);
    if ((zeros(eight) | zeros(eight ^ EIGHT_CR) | zeros(eight ^ EIGHT_LF)) != 0) return false;
  }
  for (; at < end; ++at) {
    const octet = load<u8>(at);
    if (octet == 0x0d || octet == 0x0a || octet == 0) return false;
  }
  return true;
}

/** Not 0 if one of the eight bytes is. */
// @ts-ignore: decorator
@inline
function zeros(eight: u64): u64 {
  return (eight - EIGHT_ONES) & ~eight & EIGHT_HIGH_BITS;
}

/** Whether a text may be a field's name or value; see `isFieldValue`. */
export function isFieldText(text: string): bool {
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charCodeAt(i);
    if (unit == 0x0d || unit == 0x0a || unit == 0) return false;
  }
  return true;
}

/** Whether every text may be a field's name or value. */
export function areFieldTexts(texts: Array<string>): bool {
  for (let i = 0; i < texts.length; ++i) {
    if (!isFieldText(unchecked(texts[i]))) return false;
  }
  return true;
}

/** Whether names and values in turn may be the fields of a message: no name is empty or that of a pseudo-header. */
export function areFields(fields: Array<string>): bool {
  for (let i = 0; i < fields.length; i += 2) {
    if (fields[i].length == 0 || fields[i].startsWith(":")) return false;
  }
  return areFieldTexts(fields);
}
