/** Set by `scan` when the bytes are not one well-formed sequence. */
const MALFORMED: u32 = 0x80000000;

const REPLACEMENT: u32 = 0xfffd;

const NON_ASCII_BYTES: u64 = 0x8080808080808080;

const NON_ASCII_UNITS: u64 = 0xff80ff80ff80ff80;

/**
 * Reads `length` bytes at `start` as UTF-8. Every malformed sequence becomes U+FFFD, one for each maximal subpart, as the
 * WHATWG decoder does (Encoding §4.1, Unicode §3.9 table 3-8); a byte order mark is kept. Never reads past the end and
 * allocates nothing but the string, which memory must have room for at two bytes for each byte read.
 *
 * @example
 * const name = decodeUtf8(bytes.dataStart, bytes.byteLength);
 */
export function decodeUtf8(start: usize, length: usize): string {
  if (length == 0) return "";
  // Not measured first: where a host points at memory that is ours, the room itself among it, a second look sees other bytes.
  const room = __new(length << 1, idof<string>());
  return changetype<string>(__renew(room, decodeUtf8To(start, length, room)));
}

/**
 * `decodeUtf8` into memory of the caller: writes UTF-16 at `target`, which has room for two bytes for each byte read, and returns the number
 * of bytes written.
 */
export function decodeUtf8To(start: usize, length: usize, target: usize): usize {
  const end = start + length;
  let at = start;
  let to = target;
  while (at < end) {
    const byte = <u32>load<u8>(at);
    if (byte < 0x80) {
      store<u16>(to, <u16>byte);
      to += 2;
      at++;
      continue;
    }
    const found = scan(at, end);
    at += found & 7;
    const code = found & MALFORMED ? REPLACEMENT : found >> 3;
    if (code < 0x10000) {
      store<u16>(to, <u16>code);
      to += 2;
    } else {
      store<u16>(to, <u16>(0xd7c0 + (code >> 10)));
      store<u16>(to, <u16>(0xdc00 | (code & 0x3ff)), 2);
      to += 4;
    }
  }
  return to - target;
}

/** How many bytes `encodeUtf8` writes for `text`. */
export function utf8Length(text: string): usize {
  let at = changetype<usize>(text);
  const end = at + ((<usize>text.length) << 1);
  let length: usize = 0;
  while (at < end) {
    const unit = <u32>load<u16>(at);
    at += 2;
    if (unit < 0x80) {
      length++;
    } else if (unit < 0x800) {
      length += 2;
    } else if (isSurrogatePair(unit, at, end)) {
      length += 4;
      at += 2;
    } else {
      length += 3;
    }
  }
  return length;
}

/**
 * Writes `text` at `target` as UTF-8 and returns the number of bytes written, which is `utf8Length(text)`: the caller
 * provides that much room. A lone surrogate becomes U+FFFD (WebIDL USVString), so the bytes are always well formed.
 */
export function encodeUtf8(text: string, target: usize): usize {
  let at = changetype<usize>(text);
  const end = at + ((<usize>text.length) << 1);
  let to = target;
  while (at < end) {
    if (at + 8 <= end) {
      const four = load<u64>(at);
      if (!(four & NON_ASCII_UNITS)) {
        const pairs = four | (four >> 8);
        store<u32>(to, <u32>((pairs & 0xffff) | ((pairs >> 16) & 0xffff0000)));
        to += 4;
        at += 8;
        continue;
      }
    }
    let code = <u32>load<u16>(at);
    at += 2;
    if (code < 0x80) {
      store<u8>(to++, code);
      continue;
    }
    if (isSurrogatePair(code, at, end)) {
      code = 0x10000 + ((code & 0x3ff) << 10) + ((<u32>load<u16>(at)) & 0x3ff);
      at += 2;
    } else if ((code & 0xf800) == 0xd800) {
      code = REPLACEMENT;
    }
    const size: u32 = 2 + u32(code > 0x7ff) + u32(code > 0xffff);
    for (let last = to + size - 1; last > to; --last) {
      store<u8>(last, 0x80 | (code & 0x3f));
      code >>= 6;
    }
    store<u8>(to, (0xf00 >>> size) | code);
    to += size;
  }
  return to - target;
}

/** Whether the `length` bytes at `start` are well-formed UTF-8 (RFC 3629 §4): no overlong form, no surrogate, nothing cut. */
export function isUtf8(start: usize, length: usize): bool {
  const end = start + length;
  let at = start;
  while (at < end) {
    if (at + 8 <= end && !(load<u64>(at) & NON_ASCII_BYTES)) {
      at += 8;
      continue;
    }
    const found = scan(at, end);
    if (found & MALFORMED) return false;
    at += found & 7;
  }
  return true;
}

/** The code point at `at`, which lies before `end`, << 3 | how many bytes it takes: what `decodeUtf8` makes of them, U+FFFD included. */
export function decodeCodePoint(at: usize, end: usize): u32 {
  const found = scan(at, end);
  return found & MALFORMED ? (REPLACEMENT << 3) | (found & 7) : found;
}

/** One sequence at `at`: the code point << 3 | its bytes, or MALFORMED | the bytes of the maximal subpart. */
function scan(at: usize, end: usize): u32 {
  const lead = <u32>load<u8>(at);
  if (lead < 0x80) return (lead << 3) | 1;
  if (lead < 0xc2 || lead > 0xf4) return MALFORMED | 1;
  let lower: u32 = 0x80;
  let upper: u32 = 0xbf;
  let size: usize = 2;
  let code: u32 = lead & 0x1f;
  if (lead >= 0xf0) {
    size = 4;
    code = lead & 0x07;
    if (lead == 0xf0) lower = 0x90;
    if (lead == 0xf4) upper = 0x8f;
  } else if (lead >= 0xe0) {
    size = 3;
    code = lead & 0x0f;
    if (lead == 0xe0) lower = 0xa0;
    if (lead == 0xed) upper = 0x9f;
  }
  for (let read: usize = 1; read < size; read++) {
    if (at + read >= end) return MALFORMED | (<u32>read);
    const byte = <u32>load<u8>(at + read);
    if (byte < lower || byte > upper) return MALFORMED | (<u32>read);
    code = (code << 6) | (byte & 0x3f);
    lower = 0x80;
    upper = 0xbf;
  }
  return (code << 3) | (<u32>size);
}

function isSurrogatePair(unit: u32, next: usize, end: usize): bool {
  return (unit & 0xfc00) == 0xd800 && next < end && ((<u32>load<u16>(next)) & 0xfc00) == 0xdc00;
}
