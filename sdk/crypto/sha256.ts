import { Hash } from "./hash";
import { INITIAL_256, ROUND_CONSTANTS, SCHEDULE, withConstants } from "./sha2-constants";

/**
 * SHA-256 (FIPS 180-4 §6.2).
 *
 * @example
 * const hash = new Sha256();
 * hash.update(head);
 * hash.update(tail);
 * const digest = hash.digest(); // 32 bytes
 */
export class Sha256 extends Hash {
  constructor() {
    super(32, 64, withConstants(INITIAL_256), 32);
  }

  protected compress(blocks: usize, count: usize): void {
    const state = this.state;
    for (let block = blocks; count > 0; count--, block += 64) {
      for (let i: usize = 0; i < 64; i += 4) store<u32>(SCHEDULE + i, reversed(load<u32>(block + i)));
      for (let i: usize = SCHEDULE + 64; i < SCHEDULE + 256; i += 4) {
        const w15 = load<u32>(i - 60);
        const w2 = load<u32>(i - 8);
        const s0 = rotr<u32>(w15, 7) ^ rotr<u32>(w15, 18) ^ (w15 >> 3);
        const s1 = rotr<u32>(w2, 17) ^ rotr<u32>(w2, 19) ^ (w2 >> 10);
        store<u32>(i, load<u32>(i - 64) + s0 + load<u32>(i - 28) + s1);
      }
      let a = load<u32>(state, 0);
      let b = load<u32>(state, 4);
      let c = load<u32>(state, 8);
      let d = load<u32>(state, 12);
      let e = load<u32>(state, 16);
      let f = load<u32>(state, 20);
      let g = load<u32>(state, 24);
      let h = load<u32>(state, 28);
      // Four rounds a turn: after one alone, every word would have to move on to the next variable.
      for (let i: usize = 0; i < 256; i += 16) {
        const t0 = h + mix(e, f, g, i);
        d += t0;
        h = t0 + spread(a, b, c);
        const t1 = g + mix(d, e, f, i + 4);
        c += t1;
        g = t1 + spread(h, a, b);
        const t2 = f + mix(c, d, e, i + 8);
        b += t2;
        f = t2 + spread(g, h, a);
        const t3 = e + mix(b, c, d, i + 12);
        a += t3;
        e = t3 + spread(f, g, h);
        const a0 = a;
        a = e;
        e = a0;
        const b0 = b;
        b = f;
        f = b0;
        const c0 = c;
        c = g;
        g = c0;
        const d0 = d;
        d = h;
        h = d0;
      }
      store<u32>(state, load<u32>(state, 0) + a, 0);
      store<u32>(state, load<u32>(state, 4) + b, 4);
      store<u32>(state, load<u32>(state, 8) + c, 8);
      store<u32>(state, load<u32>(state, 12) + d, 12);
      store<u32>(state, load<u32>(state, 16) + e, 16);
      store<u32>(state, load<u32>(state, 20) + f, 20);
      store<u32>(state, load<u32>(state, 24) + g, 24);
      store<u32>(state, load<u32>(state, 28) + h, 28);
    }
  }
}

// @ts-ignore: decorator
@inline
function mix(e: u32, f: u32, g: u32, i: usize): u32 {
  const choice = g ^ (e & (f ^ g));
  const sum = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
  return sum + choice + load<u32>(ROUND_CONSTANTS + (i << 1), 4) + load<u32>(SCHEDULE + i);
}

// @ts-ignore: decorator
@inline
function spread(a: u32, b: u32, c: u32): u32 {
  return (rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22)) + ((a & b) | (c & (a | b)));
}

// @ts-ignore: decorator
@inline
function reversed(word: u32): u32 {
  return (rotl<u32>(word, 8) & 0x00ff00ff) | (rotr<u32>(word, 8) & 0xff00ff00);
}

/** The SHA-256 of `bytes`: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const hash = new Sha256();
  hash.update(bytes);
  return hash.digest();
}
