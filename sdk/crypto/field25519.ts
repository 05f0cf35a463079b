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
  const g0 = <i64>load<i32>(b, 0);
  const g1 = <i64>load<i32>(b, 4);
  const g2 = <i64>load<i32>(b, 8);
  const g3 = <i64>load<i32>(b, 12);
  const g4 = <i64>load<i32>(b, 16);
  const g5 = <i64>load<i32>(b, 20);
  const g6 = <i64>load<i32>(b, 24);
  const g7 = <i64>load<i32>(b, 28);
  const g8 = <i64>load<i32>(b, 32);
  const g9 = <i64>load<i32>(b, 36);
  const f1x2 = f1 << 1;
  const f3x2 = f3 << 1;
  const f5x2 = f5 << 1;
  const f7x2 = f7 << 1;
  const f9x2 = f9 << 1;
  const g1x19 = g1 * 19;
  const g2x19 = g2 * 19;
  const g3x19 = g3 * 19;
  const g4x19 = g4 * 19;
  const g5x19 = g5 * 19;
  const g6x19 = g6 * 19;
  const g7x19 = g7 * 19;
  const g8x19 = g8 * 19;
  const g9x19 = g9 * 19;
  carry(
    target,
    f0 * g0 +
      f1x2 * g9x19 +
      f2 * g8x19 +
      f3x2 * g7x19 +
      f4 * g6x19 +
      f5x2 * g5x19 +
      f6 * g4x19 +
      f7x2 * g3x19 +
      f8 * g2x19 +
      f9x2 * g1x19,
    f0 * g1 +
      f1 * g0 +
      f2 * g9x19 +
      f3 * g8x19 +
      f4 * g7x19 +
      f5 * g6x19 +
      f6 * g5x19 +
      f7 * g4x19 +
      f8 * g3x19 +
      f9 * g2x19,
    f0 * g2 +
      f1x2 * g1 +
      f2 * g0 +
      f3x2 * g9x19 +
      f4 * g8x19 +
      f5x2 * g7x19 +
      f6 * g6x19 +
      f7x2 * g5x19 +
      f8 * g4x19 +
      f9x2 * g3x19,
    f0 * g3 + f1 * g2 + f2 * g1 + f3 * g0 + f4 * g9x19 + f5 * g8x19 + f6 * g7x19 + f7 * g6x19 + f8 * g5x19 + f9 * g4x19,
    f0 * g4 +
      f1x2 * g3 +
      f2 * g2 +
      f3x2 * g1 +
      f4 * g0 +
      f5x2 * g9x19 +
      f6 * g8x19 +
      f7x2 * g7x19 +
      f8 * g6x19 +
      f9x2 * g5x19,
    f0 * g5 + f1 * g4 + f2 * g3 + f3 * g2 + f4 * g1 + f5 * g0 + f6 * g9x19 + f7 * g8x19 + f8 * g7x19 + f9 * g6x19,
    f0 * g6 +
      f1x2 * g5 +
      f2 * g4 +
      f3x2 * g3 +
      f4 * g2 +
      f5x2 * g1 +
      f6 * g0 +
      f7x2 * g9x19 +
      f8 * g8x19 +
      f9x2 * g7x19,
    f0 * g7 + f1 * g6 + f2 * g5 + f3 * g4 + f4 * g3 + f5 * g2 + f6 * g1 + f7 * g0 + f8 * g9x19 + f9 * g8x19,
    f0 * g8 + f1x2 * g7 + f2 * g6 + f3x2 * g5 + f4 * g4 + f5x2 * g3 + f6 * g2 + f7x2 * g1 + f8 * g0 + f9x2 * g9x19,
    f0 * g9 + f1 * g8 + f2 * g7 + f3 * g6 + f4 * g5 + f5 * g4 + f6 * g3 + f7 * g2 + f8 * g1 + f9 * g0,
  );
}

/** `target = a * a`; it may be `a`. */
export function squareElement(target: usize, a: usize): void {
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
  const f0x2 = f0 * 2;
  const f1x2 = f1 * 2;
  const f1x4 = f1 * 4;
  const f2x2 = f2 * 2;
  const f3x2 = f3 * 2;
  const f3x4 = f3 * 4;
  const f4x2 = f4 * 2;
  const f5x19 = f5 * 19;
  const f5x2 = f5 * 2;
  const f5x4 = f5 * 4;
  const f6x19 = f6 * 19;
  const f6x2 = f6 * 2;
  const f7x19 = f7 * 19;
  const f7x2 = f7 * 2;
  const f7x4 = f7 * 4;
  const f8x19 = f8 * 19;
  const f8x2 = f8 * 2;
  const f9x19 = f9 * 19;
  const f9x2 = f9 * 2;
  carry(
    target,
    f0 * f0 + f1x4 * f9x19 + f2x2 * f8x19 + f3x4 * f7x19 + f4x2 * f6x19 + f5x2 * f5x19,
    f0x2 * f1 + f2x2 * f9x19 + f3x2 * f8x19 + f4x2 * f7x19 + f5x2 * f6x19,
    f0x2 * f2 + f1x2 * f1 + f3x4 * f9x19 + f4x2 * f8x19 + f5x4 * f7x19 + f6 * f6x19,
    f0x2 * f3 + f1x2 * f2 + f4x2 * f9x19 + f5x2 * f8x19 + f6x2 * f7x19,
    f0x2 * f4 + f1x4 * f3 + f2 * f2 + f5x4 * f9x19 + f6x2 * f8x19 + f7x2 * f7x19,
    f0x2 * f5 + f1x2 * f4 + f2x2 * f3 + f6x2 * f9x19 + f7x2 * f8x19,
    f0x2 * f6 + f1x4 * f5 + f2x2 * f4 + f3x2 * f3 + f7x4 * f9x19 + f8 * f8x19,
    f0x2 * f7 + f1x2 * f6 + f2x2 * f5 + f3x2 * f4 + f8x2 * f9x19,
    f0x2 * f8 + f1x4 * f7 + f2x2 * f6 + f3x4 * f5 + f4 * f4 + f9x2 * f9x19,
    f0x2 * f9 + f1x2 * f8 + f2x2 * f7 + f3x2 * f6 + f4x2 * f5,
  );
}

/** Carries the sums of a product, each below 2^62, and stores them. Once more from the first limb: what the last carries to it is large. */
function carry(
  target: usize,
  h0: i64,
  h1: i64,
  h2: i64,
  h3: i64,
  h4: i64,
  h5: i64,
  h6: i64,
  h7: i64,
  h8: i64,
  h9: i64,
): void {
  let over: i64 = 0;
  over = (h0 + (1 << 25)) >> 26;
  h0 -= over << 26;
  h1 += over;
  over = (h1 + (1 << 24)) >> 25;
  h1 -= over << 25;
  h2 += over;
  over = (h2 + (1 << 25)) >> 26;
  h2 -= over << 26;
  h3 += over;
  over = (h3 + (1 << 24)) >> 25;
  h3 -= over << 25;
  h4 += over;
  over = (h4 + (1 << 25)) >> 26;
  h4 -= over << 26;
  h5 += over;
  over = (h5 + (1 << 24)) >> 25;
  h5 -= over << 25;
  h6 += over;
  over = (h6 + (1 << 25)) >> 26;
  h6 -= over << 26;
  h7 += over;
  over = (h7 + (1 << 24)) >> 25;
  h7 -= over << 25;
  h8 += over;
  over = (h8 + (1 << 25)) >> 26;
  h8 -= over << 26;
  h9 += over;
  over = (h9 + (1 << 24)) >> 25;
  h9 -= over << 25;
  h0 += over * 19;
  over = (h0 + (1 << 25)) >> 26;
  h0 -= over << 26;
  h1 += over;
  store<i32>(target, <i32>h0, 0);
  store<i32>(target, <i32>h1, 4);
  store<i32>(target, <i32>h2, 8);
  store<i32>(target, <i32>h3, 12);
  store<i32>(target, <i32>h4, 16);
  store<i32>(target, <i32>h5, 20);
  store<i32>(target, <i32>h6, 24);
  store<i32>(target, <i32>h7, 28);
  store<i32>(target, <i32>h8, 32);
  store<i32>(target, <i32>h9, 36);
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
  return memory.compare(OCTETS, start, 31) == 0 && load<u8>(OCTETS, 31) == (load<u8>(start, 31) & 0x7f);
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
