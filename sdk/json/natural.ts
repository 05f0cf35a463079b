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
  if (carry) {
    store<u32>(natural, count + 1);
    store<u32>(natural + (count << 2), <u32>carry, 4);
  }
}

/** How many of the bits of what `scaleByPowerOf5` makes are a fraction: with them the lowest number has more than 96 bits. */
export function fractionBits(exponent: i32): i32 {
  // log2(5) = 2.3219 bits for each power, of which a word has 32: 0.0726, which 75 / 1024 is more than.
  return (((max(-exponent, 0) * 75) >> 10) + 4) << 5;
}

/** `natural = natural * 2 ** fractionBits(exponent) * 5 ** exponent`, rounded down; whether that left a rest. `natural` is not zero. */
export function scaleByPowerOf5(natural: usize, exponent: i32): bool {
  const size = (<usize>fractionBits(exponent)) >> 3;
  const count = load<u32>(natural);
  memory.copy(natural + 4 + size, natural + 4, (<usize>count) << 2);
  memory.fill(natural + 4, 0, size);
  store<u32>(natural, count + <u32>(size >> 2));
  let rest: u64 = 0;
  for (let left = abs(exponent); left > 0; left -= 13) {
    let factor: u32 = 1;
    for (let i = min(left, 13); i > 0; i--) factor *= 5;
    if (exponent < 0) rest |= divide(natural, factor);
    else multiplyAdd(natural, factor, 0);
  }
  return rest != 0;
}

/** How many bits `natural` has without leading zeros. */
export function bitLength(natural: usize): i32 {
  const count = load<u32>(natural);
  return count ? <i32>((count << 5) - clz(load<u32>(natural + (count << 2)))) : 0;
}

/** The 64 bits of `natural` from the one at `offset` on, which is not beyond its end. */
export function bitsAt(natural: usize, offset: i32): u64 {
  const end = natural + ((<usize>load<u32>(natural)) << 2);
  store<u64>(end, 0, 4);
  const word = natural + (((<usize>offset) >> 5) << 2);
  const shift = <u64>(offset & 31);
  return (load<u64>(word, 4) >> shift) | (((<u64>load<u32>(word, 12)) << (63 - shift)) << 1);
}

/** Whether `natural`, which is not zero, has a bit before the one at `offset`. */
export function hasBitsBelow(natural: usize, offset: i32): bool {
  let word = natural + 4;
  while (load<u32>(word) == 0) word += 4;
  return <i32>((word - natural - 4) << 3) + <i32>ctz(load<u32>(word)) < offset;
}

/** `natural = natural / divisor`, rounded down; returns the rest. Of two words or more one at most becomes zero. */
function divide(natural: usize, divisor: u32): u64 {
  const count = load<u32>(natural);
  const last = natural + ((<usize>count) << 2);
  let rest: u64 = 0;
  for (let word = last; word > natural; word -= 4) {
    rest = (rest << 32) | load<u32>(word);
    store<u32>(word, <u32>(rest / divisor));
    rest %= divisor;
  }
  if (load<u32>(last) == 0) store<u32>(natural, count - 1);
  return rest;
}
