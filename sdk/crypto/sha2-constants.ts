/**
 * The constants of SHA-2, which are computed rather than stored: they are the better part of a kilobyte that no packing makes smaller, and
 * ready in a few microseconds.
 */

/**
 * The first 64 bits of the fractional parts of the cube roots of the first 80 primes (FIPS 180-4 §4.2.3); their upper halves are SHA-256's
 * (§4.2.2).
 */
// @ts-ignore: decorator
@lazy
export const ROUND_CONSTANTS = memory.data(640);

/** Likewise of the square roots of the first 16. */
// @ts-ignore: decorator
@lazy
const SQUARE_ROOTS = memory.data(128);

/** Of the first 8: the initial value of SHA-512 (§5.3.5). */
// @ts-ignore: decorator
@lazy
export const INITIAL_512: usize = SQUARE_ROOTS;

/** Of the next 8: that of SHA-384 (§5.3.4). */
// @ts-ignore: decorator
@lazy
export const INITIAL_384: usize = SQUARE_ROOTS + 64;

/** The upper halves of SHA-512's: that of SHA-256 (§5.3.3). */
// @ts-ignore: decorator
@lazy
export const INITIAL_256 = memory.data(32);

/** The message schedule of the block at hand: 80 words of 64 bits, or 64 of 32 bits. Nothing in it outlives a block. */
// @ts-ignore: decorator
@lazy
export const SCHEDULE = memory.data(640);

/** Computes the constants, where that was not done before; returns `initial`. */
export function withConstants(initial: usize): usize {
  if (load<u64>(ROUND_CONSTANTS) != 0) return initial;
  let at: usize = 0;
  for (let n: u32 = 2; at < 80; ++n) {
    if (!isPrime(n)) continue;
    store<u64>(ROUND_CONSTANTS + (at << 3), cubeRootBits(n));
    if (at < 16) {
      const bits = squareRootBits(n);
      store<u64>(SQUARE_ROOTS + (at << 3), bits);
      if (at < 8) store<u32>(INITIAL_256 + (at << 2), <u32>(bits >> 32));
    }
    ++at;
  }
  return initial;
}

function isPrime(n: u32): bool {
  let divisor: u32 = 2;
  while (divisor * divisor <= n && n % divisor != 0) ++divisor;
  return divisor * divisor > n;
}

/**
 * The root is (a + d) / 2^27 with an integer a, so that p 2^81 = (a + d)^3. What a^3 lacks of that fits 64 bits, in which p 2^81 is zero; and
 * d, which is less than one, follows from it closely enough for the 37 bits that are still missing.
 */
function cubeRootBits(prime: u32): u64 {
  let root: f64 = 8;
  for (let i = 0; i < 12; ++i) root -= (root - <f64>prime / (root * root)) / 3;
  const a = <u64>(root * 134217728);
  const whole = <f64>a;
  const missing = <f64>(<u64>0 - a * a * a);
  let d = missing / (3 * whole * whole);
  d = missing / (3 * whole * whole + d * (3 * whole + d));
  return (a << 37) + <u64>(d * 137438953472);
}

/** Likewise with p 2^64 = (a + d)^2. */
function squareRootBits(prime: u32): u64 {
  const a = <u64>(sqrt<f64>(<f64>prime) * 4294967296);
  const missing = <f64>(<u64>0 - a * a);
  const twice = 2 * <f64>a;
  const d = missing / (twice + missing / twice);
  return (a << 32) + <u64>(d * 4294967296);
}
