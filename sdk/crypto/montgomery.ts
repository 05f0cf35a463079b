/** The product at work, with two words more than the modulus. Nothing in it outlives a call. */
// @ts-ignore: decorator
@lazy
const PRODUCT = memory.data(1032);

// @ts-ignore: decorator
@lazy
const BASE = memory.data(1024);

/**
 * Arithmetic modulo an odd number of up to 8192 bits (P. Montgomery, 1985; CIOS of Koç, Acar and Kaliski, with both inner loops
 * in one). Numbers are words of 32 bits, lowest first, as many as the modulus has, and below it. Not constant-time: for public
 * keys only.
 */
@final
export class Montgomery {
  /** The modulus, then R² modulo it, where R is 2^32 to the number of words. */
  private readonly memory: StaticArray<u32>;
  /** Bytes of a number: four for each word. */
  readonly size: usize;
  /** The negative inverse of the modulus modulo 2^32. */
  private readonly inverse: u64;

  /** `modulus`: odd, `words` words up to 256, and the highest is not zero. It is copied. */
  constructor(modulus: usize, words: i32) {
    const size = (<usize>words) << 2;
    this.size = size;
    this.memory = new StaticArray<u32>(2 * words);
    memory.copy(this.modulus, modulus, size);
    const lowest = load<u32>(modulus);
    // Newton: each step doubles the bits that are right, beginning with three.
    let inverse = lowest;
    for (let i = 0; i < 4; i++) inverse *= 2 - lowest * inverse;
    this.inverse = <u64>(0 - inverse);
    this.findSquare(words);
  }

  /** The modulus. */
  get modulus(): usize {
    return changetype<usize>(this.memory);
  }

  /** R²: multiplying by it takes a number into Montgomery's form. */
  get square(): usize {
    return changetype<usize>(this.memory) + this.size;
  }

  /** Whether `number` is below the modulus. */
  isReduced(number: usize): bool {
    return isBelow(number, this.modulus, this.size);
  }

  /** `target = a * b / R`; `target` may be `a` or `b`. Only one of the two factors has to be below the modulus. */
  multiply(target: usize, a: usize, b: usize): void {
    const modulus = this.modulus;
    const size = this.size;
    const inverse = this.inverse;
    memory.fill(PRODUCT, 0, size + 8);
    for (let i: usize = 0; i < size; i += 4) {
      const factor = <u64>load<u32>(b + i);
      let first = <u64>load<u32>(PRODUCT) + <u64>load<u32>(a) * factor;
      const multiple = (first * inverse) & 0xffffffff;
      let second = (first & 0xffffffff) + multiple * <u64>load<u32>(modulus);
      for (let j: usize = 4; j < size; j += 4) {
        first = <u64>load<u32>(PRODUCT + j) + <u64>load<u32>(a + j) * factor + (first >> 32);
        second = (first & 0xffffffff) + multiple * <u64>load<u32>(modulus + j) + (second >> 32);
        store<u32>(PRODUCT + j - 4, <u32>second);
      }
      first = <u64>load<u32>(PRODUCT + size) + (first >> 32) + (second >> 32);
      store<u32>(PRODUCT + size - 4, <u32>first);
      store<u32>(PRODUCT + size, <u32>(first >> 32));
    }
    this.reduce(target, PRODUCT, load<u32>(PRODUCT + size));
  }

  /** `target = a + b`, both below the modulus; `target` may be either. */
  add(target: usize, a: usize, b: usize): void {
    let carry: u64 = 0;
    for (let i: usize = 0; i < this.size; i += 4) {
      carry += <u64>load<u32>(a + i) + load<u32>(b + i);
      store<u32>(target + i, <u32>carry);
      carry >>= 32;
    }
    this.reduce(target, target, <u32>carry);
  }

  /** `target = base ^ exponent` for an odd exponent; not in place. The time grows with the exponent's bits. */
  power(target: usize, base: usize, exponent: u32): void {
    this.multiply(BASE, base, this.square);
    memory.copy(target, BASE, this.size);
    for (let bit: i32 = 30 - clz(exponent); bit >= 0; bit--) {
      this.multiply(target, target, target);
      // The last factor is not in Montgomery's form, which takes the result out of it.
      if (bit == 0) this.multiply(target, target, base);
      else if ((exponent >> bit) & 1) this.multiply(target, target, BASE);
    }
  }

  /** `target = number`, or `number` less the modulus where it is not below it; `overflow` is the word above. */
  private reduce(target: usize, number: usize, overflow: u32): void {
    const modulus = this.modulus;
    if (overflow == 0 && this.isReduced(number)) {
      if (target != number) memory.copy(target, number, this.size);
      return;
    }
    let borrow: u64 = 0;
    for (let i: usize = 0; i < this.size; i += 4) {
      const difference = <u64>load<u32>(number + i) - load<u32>(modulus + i) - borrow;
      store<u32>(target + i, <u32>difference);
      borrow = difference >> 63;
    }
  }

  /** Doubles the modulus's highest bit up to R * 2^odd, then squares that up to R * R. */
  private findSquare(words: i32): void {
    const square = this.square;
    const highest = load<u32>(this.modulus + this.size - 4);
    store<u32>(square + this.size - 4, (<u32>1) << (31 - clz(highest)));
    const squarings = ctz(words) + 5;
    const doublings = ((words << 5) >> squarings) + <i32>clz(highest) + 1;
    // A modulus that is a power of two is even; so its highest bit alone is below it, but for the modulus 1.
    for (let i = 0; i < doublings; i++) this.add(square, square, square);
    for (let i = 0; i < squarings; i++) this.multiply(square, square, square);
  }
}

/** Whether the number `a` of `size` bytes is below `b`. */
function isBelow(a: usize, b: usize, size: usize): bool {
  for (let i = size; i > 0;) {
    i -= 4;
    const left = load<u32>(a + i);
    const right = load<u32>(b + i);
    if (left != right) return left < right;
  }
  return false;
}

/** Reads the `length` bytes at `start`, highest first (I2OSP of RFC 8017 §4.1), as a number of `size` bytes, which has room for them. */
export function readNumber(target: usize, size: usize, start: usize, length: usize): void {
  for (let i: usize = 0; i < size; i++) store<u8>(target + i, i < length ? load<u8>(start + length - 1 - i) : 0);
}

/** Writes the lowest `length` bytes of a number, highest first, at `target`. */
export function writeNumber(target: usize, length: usize, number: usize): void {
  for (let i: usize = 0; i < length; i++) store<u8>(target + length - 1 - i, load<u8>(number + i));
}
