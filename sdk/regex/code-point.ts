/** One beyond the last code point: what no text holds. */
export const NO_CODE_POINT: u32 = 0x110000;

/** The code point of the UTF-16 at `at`, which lies before `end`; a lone surrogate is one of its own, as with RegExp's flag `u`. */
export function codePointAt(at: usize, end: usize): u32 {
  const unit = <u32>load<u16>(at);
  if ((unit & 0xfc00) != 0xd800 || at + 2 >= end) return unit;
  const low = <u32>load<u16>(at, 2);
  return (low & 0xfc00) == 0xdc00 ? 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff) : unit;
}

/** How many bytes of UTF-16 the code point takes. */
// @ts-ignore: decorator
@inline
export function sizeOf(codePoint: u32): usize {
  return codePoint > 0xffff ? 4 : 2;
}
