import { compareBytes } from "../compare-bytes";
/*
 * The field of integers modulo 2^255 - 19. An element is ten limbs of 32 bits, signed, lowest first, with 26 and 25 bits in turn: the
 * sum of limb i times 2^(26, 25, 26 … before it). Products come out with limbs of little more than their half; what is added and
 * subtracted is not carried, so that a factor may be a sum of up to four of them. (The layout is D. J. Bernstein's.)
 */

/** Bytes of an element. */
export const ELEMENT_BYTES: usize = 40;

/** Room to read eight bytes from the last limb's place on. */
// @ts-ignore: decorator
@lazy
const OCTETS = memory.data(40);

// @ts-ignore: decorator
@lazy
const A = memory.data(40);

// @ts-ignore: decorator
@lazy
const B = memory.data(40);

/** The limbs of a factor as 64 bits, 19 times each and then once. */
// @ts-ignore: decorator
@lazy
const FACTORS = memory.data(160);

// @ts-ignore: decorator
@lazy
const ONES_10 = memory.data(40);

// @ts-ignore: decorator
@lazy
const ONES_50 = memory.data(40);

/** Bits of a limb. */
// @ts-ignore: decorator
@inline
function bitsOf(limb: i64): i64 {
  return 26 - (limb & 1);
}

/** Makes `target` the small number `value`. */
export function setElement(target: usize, value: i32): void {
  memory.fill(target, 0, ELEMENT_BYTES);
  store<i32>(target, value);
}

export function copyElement(target: usize, a: usize): void {
  memory.copy(target, a, ELEMENT_BYTES);
}

/** `target = a + b`. */
export function addElements(target: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < ELEMENT_BYTES; i += 4) store<i32>(target + i, load<i32>(a + i) + load<i32>(b + i));
}

/** `target = a - b`. */
export function subtractElements(target: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < ELEMENT_BYTES; i += 4) store<i32>(target + i, load<i32>(a + i) - load<i32>(b + i));
}

/** `target = a * b`; it may be either. */
export function multiplyElements(target: usize, a: usize, b: usize): void {
  // What stands above limb 9 counts 19 times in the limb ten below: so do the limbs of `b` that lie before its first.
  for (let i: usize = 0; i < ELEMENT_BYTES; i += 4) {
    const limb = <i64>load<i32>(b + i);
    store<i64>(FACTORS + (i << 1), 19 * limb);
    store<i64>(FACTORS + (i << 1), limb, 80);
  }
  const f0 = <i64>load<i32>(a, 0);
  const f1 = <i64>load<i32>(a, 4);
  const f2 = <i64>load<i32>(a, 8);
  const f3 = <i64>load<i32>(a, 12);
  const f4 = <i64>load<i32>(a, 16);
  const f5 = <i64>load<i32>(a, 20);
  const f6 = <i64>load<i32>(a, 24);
  const f7 = <i64>load<i32>(a, 28);
  const f8 = <i64>load<i32>(a, 32);
  const f9 = <i64>load<i32>(a, 36);
  let over: i64 = 0;
  for (let i: usize = 0; i < 10; i++) {
    // Two limbs of 25 bits make one bit more than the limb of 26 that their product goes to.
    const odd = <i64>(~i & 1);
    const factors = FACTORS + (i << 3);
    const sum =
      f0 * load<i64>(factors, 80) +
      (f1 << odd) * load<i64>(factors, 72) +
      f2 * load<i64>(factors, 64) +
      (f3 << odd) * load<i64>(factors, 56) +
      f4 * load<i64>(factors, 48) +
      (f5 << odd) * load<i64>(factors, 40) +
      f6 * load<i64>(factors, 32) +
      (f7 << odd) * load<i64>(factors, 24) +
      f8 * load<i64>(factors, 16) +
      (f9 << odd) * load<i64>(factors, 8);
    over = carry(target + (i << 2), sum + over, bitsOf(i));
  }
  // Once more from the first limb: what the last carries to it is large.
  over = carry(target, <i64>load<i32>(target) + 19 * over, 26);
  store<i32>(target, load<i32>(target, 4) + <i32>over, 4);
}

/** Stores what a limb of so many bits may hold, between minus and plus half of them, and returns what goes to the next. */
// @ts-ignore: decorator
@inline
function carry(target: usize, sum: i64, bits: i64): i64 {
  const over = (sum + ((<i64>1) << (bits - 1))) >> bits;
  store<i32>(target, <i32>(sum - (over << bits)));
  return over;
}

/** `target = a * a`; it may be `a`. */
export function squareElement(target: usize, a: usize): void {
  multiplyElements(target, a, a);
}

/** `target = a ^ (2 ^ times)`. */
function squareTimes(target: usize, a: usize, times: i32): void {
  squareElement(target, a);
  for (let i = 1; i < times; i++) squareElement(target, target);
}

/** `target = a ^ (2^250 - 1)`, and B is `a ^ 11`. Not in place. */
function powerOf250(target: usize, a: usize): void {
  squareElement(A, a);
  squareTimes(target, A, 2);
  multiplyElements(target, target, a);
  multiplyElements(B, target, A);
  squareElement(A, B);
  multiplyElements(target, target, A);
  // Now 2^5 - 1; then 10, 20, 40, 50, 100, 200, 250 bits of ones.
  raise(target, target, 5);
  copyElement(ONES_10, target);
  raise(target, target, 10);
  raise(target, target, 20);
  squareTimes(A, target, 10);
  multiplyElements(target, A, ONES_10);
  copyElement(ONES_50, target);
  raise(target, target, 50);
  raise(target, target, 100);
  squareTimes(A, target, 50);
  multiplyElements(target, A, ONES_50);
}

/** `target = a ^ (2 ^ times) * a`: as many ones again. */
function raise(target: usize, a: usize, times: i32): void {
  squareTimes(A, a, times);
  multiplyElements(target, A, a);
}

/** `target = 1 / a`: by Fermat, `a ^ (2^255 - 21)`. Not in place. */
export function invertElement(target: usize, a: usize): void {
  powerOf250(target, a);
  squareTimes(target, target, 5);
  multiplyElements(target, target, B);
}

/** `target = a ^ (2^252 - 3)`, of which square roots are made. Not in place. */
export function rootPower(target: usize, a: usize): void {
  powerOf250(target, a);
  squareTimes(target, target, 2);
  multiplyElements(target, target, a);
}

/** Reads 32 bytes, lowest first, without the highest bit (RFC 8032 §5.1.3); false where the number is not below 2^255 - 19. */
export function readElement(target: usize, start: usize): bool {
  memory.copy(OCTETS, start, 32);
  let bit: usize = 0;
  for (let i: usize = 0; i < 10; i++) {
    const bits = <u64>bitsOf(i);
    const limb = (load<u64>(OCTETS + (bit >> 3)) >> (bit & 7)) & (((<u64>1) << bits) - 1);
    store<i32>(target + (i << 2), <i32>limb);
    bit += <usize>bits;
  }
  writeElement(OCTETS, target);
  return compareBytes(OCTETS, start, 31) == 0 && load<u8>(OCTETS, 31) == (load<u8>(start, 31) & 0x7f);
}

/** Writes the one number below 2^255 - 19 as 32 bytes, lowest first; eight bytes behind them are overwritten. */
export function writeElement(target: usize, a: usize): void {
  // How often the modulus is in it, from the carry that 19 more would make.
  let quotient = (19 * <i64>load<i32>(a, 36) + (1 << 24)) >> 25;
  for (let i: i64 = 0; i < 10; i++) quotient = (<i64>load<i32>(a + ((<usize>i) << 2)) + quotient) >> bitsOf(i);
  let over = 19 * quotient;
  let bit: usize = 0;
  memory.fill(target, 0, ELEMENT_BYTES);
  for (let i: i64 = 0; i < 10; i++) {
    const bits = bitsOf(i);
    over += <i64>load<i32>(a + ((<usize>i) << 2));
    const at = target + (bit >> 3);
    store<u64>(at, load<u64>(at) | (((<u64>over) & (((<u64>1) << bits) - 1)) << (bit & 7)));
    over >>= bits;
    bit += <usize>bits;
  }
}

/** Whether it is zero. */
export function isZero(a: usize): bool {
  writeElement(OCTETS, a);
  let any: u64 = 0;
  for (let i: usize = 0; i < 32; i += 8) any |= load<u64>(OCTETS + i);
  return any == 0;
}

/** The lowest bit: the sign of a coordinate (RFC 8032 §5.1.2). */
export function signOf(a: usize): u32 {
  writeElement(OCTETS, a);
  return load<u8>(OCTETS) & 1;
}
