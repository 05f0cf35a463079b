/** A character with an ASCII letter in lower case; any other, and any octet beyond ASCII, as it is. */
// @ts-ignore: decorator
@inline
export function lowerOf(unit: i32): i32 {
  return isUpper(unit) ? unit | 0x20 : unit;
}

/** Whether it is an ASCII letter in upper case. */
// @ts-ignore: decorator
@inline
export function isUpper(unit: i32): bool {
  return unit >= 0x41 && unit <= 0x5a;
}
