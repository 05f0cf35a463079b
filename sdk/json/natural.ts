/*
 * Natural numbers of any size, as far as decimals need them: a count of words, then the words of 32 bits, lowest first.
 * The highest word is not zero. The caller provides the room.
 */

/** Makes `natural` the number `value`. */
export function setNatural(natural: usize, value: u32): void {
  store<u32>(natural, value ? 1 : 0);
  store<u32>(natural, value, 4);
}

/** `natural = natural * factor + addend`. */
export function multiplyAdd(natural: usize, factor: u32, addend: u32): void {
  const count = load<u32>(natural);
  let carry: u64 = addend;
  for (let i: u32 = 1; i <= count; i++) {
    const word = natural + (i << 2);
    carry += <u64>load<u32>(word) * factor;
    store<u32>(word, <u32>carry);
    carry >>= 32;
  }
  if (carry) pushWord(natural, <u32>carry);
}

/** `natural = natural * 5 ** exponent`. */
export function multiplyByPowerOf5(natural: usize, exponent: i32): void {
  let left = exponent;
  for (; left >= 13; left -= 13) multiplyAdd(natural, 1220703125, 0);
  for (; left > 0; left--) multiplyAdd(natural, 5, 0);
}

/** How many bits `natural` has without leading zeros. */
export function bitLength(natural: usize): i32 {
  const count = load<u32>(natural);
  return count ? <i32>((count << 5) - clz(load<u32>(natural + (count << 2)))) : 0;
}

/** `natural = natural << bits`. */
export function shiftLeft(natural: usize, bits: i32): void {
  const words = ((<usize>bits) >> 5) << 2;
  const count = load<u32>(natural);
  memory.copy(natural + 4 + words, natural + 4, count << 2);
  memory.fill(natural + 4, 0, words);
  store<u32>(natural, count + <u32>(words >> 2));
  if (bits & 31) multiplyAdd(natural, 1 << (bits & 31), 0);
}

/**
 * The quotient of `dividend` and `divisor`, which must be below 2^64; the remainder stays in the words of `dividend`, whose
 * count is then no longer meaningful. The divisor's highest bit must be set (Knuth, TAOCP 4.3.1, algorithm D).
 */
export function divide(dividend: usize, divisor: usize): u64 {
  const count = load<u32>(divisor) << 2;
  const highest = <u64>load<u32>(divisor + count);
  const words = load<u32>(dividend) << 2;
  memory.fill(dividend + 4 + words, 0, count + 8 - words);
  let quotient: u64 = 0;
  let shift: usize = 8;
  do {
    shift -= 4;
    const window = dividend + shift;
    const top = <u64>load<u32>(window + count, 4);
    let digit = top >= highest ? <u64>u32.MAX_VALUE : ((top << 32) | load<u32>(window + count)) / highest;
    let isNegative = subtractProduct(window, divisor, count, digit);
    while (isNegative) {
      digit--;
      isNegative = !addBack(window, divisor, count);
    }
    quotient = (quotient << 32) | digit;
  } while (shift > 0);
  return quotient;
}

/** Whether the remainder that `divide` left is not zero. */
export function hasRemainder(dividend: usize, divisor: usize): bool {
  const count = load<u32>(divisor) << 2;
  for (let i: usize = 4; i <= count; i += 4) {
    if (load<u32>(dividend + i)) return true;
  }
  return false;
}

/** Subtracts `divisor * digit` from the window and tells whether the result went below zero. */
function subtractProduct(window: usize, divisor: usize, count: usize, digit: u64): bool {
  let carry: u64 = 0;
  let borrow: u64 = 0;
  for (let i: usize = 4; i <= count; i += 4) {
    carry += digit * load<u32>(divisor + i);
    const difference = <u64>load<u32>(window + i) - (carry & 0xffffffff) - borrow;
    store<u32>(window + i, <u32>difference);
    borrow = difference >> 63;
    carry >>= 32;
  }
  const difference = <u64>load<u32>(window + count, 4) - carry - borrow;
  store<u32>(window + count, <u32>difference, 4);
  return <bool>(difference >> 63);
}

/** Adds the divisor to the window and tells whether that brought it back from below zero. */
function addBack(window: usize, divisor: usize, count: usize): bool {
  let carry: u64 = 0;
  for (let i: usize = 4; i <= count; i += 4) {
    carry += <u64>load<u32>(window + i) + load<u32>(divisor + i);
    store<u32>(window + i, <u32>carry);
    carry >>= 32;
  }
  carry += load<u32>(window + count, 4);
  store<u32>(window + count, <u32>carry, 4);
  return carry > u32.MAX_VALUE;
}

function pushWord(natural: usize, word: u32): void {
  const count = load<u32>(natural) + 1;
  store<u32>(natural, count);
  store<u32>(natural + (count << 2), word);
}
