import { bitLength, bitsAt, fractionBits, hasBitsBelow, multiplyAdd, scaleByPowerOf5, setNatural } from "./natural";

/** The point halfway between two doubles has at most 767 digits; what follows only says "a little more". */
const DIGITS_MAX: i32 = 800;

/** Beyond any text's length, so that clamping never changes the number. */
const EXPONENT_MAX: i32 = 100_000_000;

/** Of 1.797693134862315807937…e308, the point halfway beyond the largest double. */
const FIRST_DIGITS_OF_LIMIT: u64 = 1797693134862315807;

/** Room for 801 digits, for a fraction of as many bits as 5 ** 1126 has, and for one word more: 172 words. */
const NATURAL_BYTES = 704;

// @ts-ignore: decorator
@lazy
export const NATURAL = memory.data(NATURAL_BYTES);

/**
 * The double nearest to the decimal number at `start`, ties to even: exact for every input, unlike the standard library's
 * `parseFloat`, which is off by powers of ten for large exponents. ±Infinity where the number is too large for a double.
 * The text must be a JSON number (RFC 8259 §6).
 */
export function parseDecimal(start: usize, length: usize): f64 {
  return readDecimal(start, length, false);
}

/** Whether the JSON number at `start` is too large for a double. */
export function isTooLarge(start: usize, length: usize): bool {
  return abs(readDecimal(start, length, true)) == Infinity;
}

/** `asksForSize`: what is below the largest doubles may be any number. */
function readDecimal(start: usize, length: usize, asksForSize: bool): f64 {
  const end = start + length;
  const isNegative = load<u8>(start) == 0x2d;
  const digits = start + usize(isNegative);

  // The value is all digits as one integer, times 10 ** scale; `leading` holds the first 19 of them.
  let at = digits;
  let scale = 0;
  let count = 0;
  let leading: u64 = 0;
  let isFraction = false;
  for (; at < end; at++) {
    const digit = <u32>load<u8>(at) - 0x30;
    if (digit > 9) {
      if (load<u8>(at) != 0x2e) break;
      isFraction = true;
      continue;
    }
    if (isFraction) scale--;
    if (count == 0 && digit == 0) continue;
    if (count++ < 19) leading = leading * 10 + digit;
  }
  if (at < end) scale += readExponent(at + 1, end);

  const least = asksForSize ? 309 : -325;
  let value: f64;
  if (count == 0 || count + scale < least) {
    value = 0;
  } else if (count + scale > 310) {
    value = Infinity;
  } else if (asksForSize && firstDigits(leading, count) != FIRST_DIGITS_OF_LIMIT) {
    // One of 309 digits is nearly always told by the first: the exact way costs sixteen times as much.
    value = count + scale > 309 || firstDigits(leading, count) > FIRST_DIGITS_OF_LIMIT ? Infinity : 0;
  } else if (count < 20 && scale == 0) {
    value = <f64>leading;
  } else if (count < 20 && leading <= 1 << 53 && scale >= -22 && scale <= 22) {
    // Both are exact doubles, so the one operation rounds once (Clinger 1990).
    value = scale < 0 ? <f64>leading / powerOf10(-scale) : <f64>leading * powerOf10(scale);
  } else {
    value = parseExactly(digits, count, scale);
  }
  return isNegative ? -value : value;
}

/** The first 19 significant digits, zeros behind them where there are fewer. */
function firstDigits(leading: u64, count: i32): u64 {
  for (; count < 19; count++) leading *= 10;
  return leading;
}

function readExponent(start: usize, end: usize): i32 {
  const sign = load<u8>(start);
  let exponent: i32 = 0;
  for (let at = start + usize(sign == 0x2d || sign == 0x2b); at < end; at++) {
    exponent = min(exponent * 10 + <i32>load<u8>(at) - 0x30, EXPONENT_MAX);
  }
  return sign == 0x2d ? -exponent : exponent;
}

/** Exact up to 10 ** 22. */
function powerOf10(exponent: i32): f64 {
  let power: f64 = 1;
  for (let i = 0; i < exponent; i++) power *= 10;
  return power;
}

/** Makes all digits one integer, scales it, and rounds its first 64 bits. */
function parseExactly(digits: usize, count: i32, scale: i32): f64 {
  const exponent = scale + readDigits(digits, count);
  const hasRest = scaleByPowerOf5(NATURAL, exponent);
  const offset = bitLength(NATURAL) - 64;
  const isAbove = hasRest || hasBitsBelow(NATURAL, offset);
  return compose(bitsAt(NATURAL, offset), isAbove, exponent + offset - fractionBits(exponent));
}

/** Reads the significant digits into NATURAL and returns the power of ten by which that differs from all of them. */
function readDigits(digits: usize, count: i32): i32 {
  setNatural(NATURAL, 0);
  let read = 0;
  let isAbove = false;
  for (let at = digits; read < count; at++) {
    const digit = <u32>load<u8>(at) - 0x30;
    if (digit > 9 || (read == 0 && digit == 0)) continue;
    if (read++ < DIGITS_MAX) multiplyAdd(NATURAL, 10, digit);
    else if (digit > 0) isAbove = true;
  }
  multiplyAdd(NATURAL, 10, u32(isAbove));
  return max(count - DIGITS_MAX, 0) - 1;
}

/** `(leading + rest) * 2 ** exponent` rounded to a double; `leading` has 64 bits, the rest is below 1. */
function compose(leading: u64, hasRest: bool, exponent: i32): f64 {
  const significand = leading | u64(hasRest);
  const leadingExponent = exponent + 63;
  if (leadingExponent > 1023) return Infinity;
  const dropped = <u64>(11 + max(0, -1022 - leadingExponent));
  if (dropped > 64) return 0;
  let bits: u64 = dropped < 64 ? significand >> dropped : 0;
  const half = (<u64>1) << (dropped - 1);
  const rest = significand & ((half << 1) - 1);
  if (rest > half || (rest == half && bits & 1)) bits++;
  // The leading bit of a normal number adds one to the exponent field, and so does a carry out of the rounding.
  if (leadingExponent >= -1022) bits += (<u64>(leadingExponent + 1022)) << 52;
  return reinterpret<f64>(bits);
}
