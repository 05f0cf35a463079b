/**
 * Whether the `size` bytes at `start` may be a field's value: RFC 9110 §5.5 has no CR, LF or NUL in it. An address that lies out
 * of memory is left to the host, which refuses it.
 */
export function isFieldValue(start: usize, size: usize): bool {
  if (<u64>start + <u64>size > (<u64>memory.size()) << 16) return true;
  for (let at = start; at < start + size; ++at) {
    const octet = load<u8>(at);
    if (octet == 0x0d || octet == 0x0a || octet == 0) return false;
  }
  return true;
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
