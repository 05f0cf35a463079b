import { NATURAL, parseDecimal } from "./decimal";
import { bitsAt, fractionBits, hasBitsBelow, multiplyAdd, scaleByPowerOf5, setNatural } from "./natural";

/** Room for any double: `-2.2250738585072014e-308` has 24 characters, and for a while its digits stand before an exponent. */
export const DECIMAL_BYTES_MAX: i32 = 32;

/** With fewer digits than these, every decimal is the shortest of a double of its own, unless that is subnormal. */
const EXACT_DIGITS: i32 = 15;
const DIGITS_MAX: i32 = 17;

const SMALLEST_NORMAL: f64 = 2.2250738585072014e-308;
const INTEGER_MAX: f64 = 9007199254740992;

/** The decimal at hand: `significand * 10 ** exponent`. */
let significand: u64 = 0;
let exponent: i32 = 0;

/** Whether what `scale` was last asked for has a fraction. */
let hasFraction: bool = false;

/**
 * Writes a finite double at `target` (DECIMAL_BYTES_MAX bytes) in the fewest digits from which the same double is read again, in the
 * notation of ECMAScript's `Number::toString`, and returns where it ends. Minus zero is `0`. Unlike the standard library's
 * `toString`, which ends one of two random doubles in another digit than JavaScript does.
 */
export function formatDecimal(value: f64, target: usize): usize {
  let at = target;
  if (value < 0) store<u8>(at++, 0x2d);
  const magnitude = abs(value);
  if (magnitude < INTEGER_MAX && Math.trunc(magnitude) == magnitude) return formatInteger(<u64>magnitude, at);
  const power = decimalPowerOf(magnitude);
  const quotient = scale(magnitude, power);
  for (let digits = magnitude < SMALLEST_NORMAL ? 1 : EXACT_DIGITS; digits <= DIGITS_MAX; digits++) {
    round(quotient, power, digits);
    if (digits == DIGITS_MAX || parseDecimal(at, writeExponential(at) - at) == magnitude) break;
  }
  return arrange(at);
}

/** Writes `value` at `target` in decimal digits and returns where they end; at most 20. */
export function formatInteger(value: u64, target: usize): usize {
  let end = target + 1;
  for (let rest = value / 10; rest > 0; rest /= 10) end++;
  let at = end;
  let rest = value;
  do {
    store<u8>(--at, 0x30 + <u32>(rest % 10));
    rest /= 10;
  } while (at > target);
  return end;
}

/** A power of ten by which a double becomes an integer of 18 or 19 digits. */
function decimalPowerOf(magnitude: f64): i32 {
  const exponent = max(<i32>(reinterpret<u64>(magnitude) >> 52), 1) - 1023 - clzOfSubnormal(magnitude);
  // log10(2) = 0.30103; the product is rounded down, the quotient then has one digit more.
  return 17 - ((exponent * 78913) >> 18);
}

/** How many leading zeros the significand of a subnormal has, as it would be with the bit that a normal one has. */
function clzOfSubnormal(magnitude: f64): i32 {
  return magnitude < SMALLEST_NORMAL ? <i32>clz(reinterpret<u64>(magnitude)) - 11 : 0;
}

/** `magnitude * 10 ** power` without its fraction, of which `hasFraction` then tells. */
function scale(magnitude: f64, power: i32): u64 {
  const bits = reinterpret<u64>(magnitude);
  const field = <i32>(bits >> 52);
  const binary = (bits & 0xfffffffffffff) | ((<u64>(field > 0)) << 52);
  setNatural(NATURAL, <u32>(binary >> 32));
  multiplyAdd(NATURAL, 0x10000, (<u32>(binary >> 16)) & 0xffff);
  multiplyAdd(NATURAL, 0x10000, (<u32>binary) & 0xffff);
  const hasRest = scaleByPowerOf5(NATURAL, power);
  const offset = fractionBits(power) - (max(field, 1) - 1075 + power);
  hasFraction = hasRest || hasBitsBelow(NATURAL, offset);
  return bitsAt(NATURAL, offset);
}

/** Makes `quotient / 10 ** power` the decimal at hand, rounded to so many digits. */
function round(quotient: u64, power: i32, digits: i32): void {
  let unit: u64 = 1;
  exponent = -power;
  for (const limit = powerOf10(digits); quotient / unit >= limit; unit *= 10) exponent++;
  significand = quotient / unit;
  const rest = quotient % unit;
  const half = unit >> 1;
  if (rest > half || (rest == half && (hasFraction || significand & 1))) significand++;
}

/** Writes the decimal at hand as `123e-4`. */
function writeExponential(target: usize): usize {
  const end = formatInteger(significand, target);
  store<u16>(end, exponent < 0 ? 0x2d65 : 0x2b65);
  return formatInteger(abs(exponent), end + 2);
}

/** Writes the decimal at hand as ECMAScript does: an exponent below 1e-6 and from 1e21 on. */
function arrange(target: usize): usize {
  while (significand % 10 == 0) {
    significand /= 10;
    exponent++;
  }
  const end = formatInteger(significand, target);
  const count = <i32>(end - target);
  const point = count + exponent;
  if (point > 21 || point < -5) {
    if (count > 1) insert(target + 1, end, 1);
    const mantissaEnd = count > 1 ? end + 1 : end;
    if (count > 1) store<u8>(target, 0x2e, 1);
    store<u16>(mantissaEnd, point < 1 ? 0x2d65 : 0x2b65);
    return formatInteger(abs(point - 1), mantissaEnd + 2);
  }
  if (exponent >= 0) {
    memory.fill(end, 0x30, exponent);
    return end + exponent;
  }
  const zeros = max(1 - point, 0);
  insert(target, end, zeros);
  memory.fill(target, 0x30, zeros);
  const dot = target + max(point, 1);
  insert(dot, end + zeros, 1);
  store<u8>(dot, 0x2e);
  return end + zeros + 1;
}

/** Moves what lies from `at` to `end` to make room for so many bytes. */
function insert(at: usize, end: usize, count: usize): void {
  memory.copy(at + count, at, end - at);
}

function powerOf10(exponent: i32): u64 {
  let power: u64 = 1;
  for (let i = 0; i < exponent; i++) power *= 10;
  return power;
}
