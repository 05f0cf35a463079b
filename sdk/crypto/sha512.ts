import { Hash } from "./hash";
import { INITIAL_384, INITIAL_512, ROUND_CONSTANTS, SCHEDULE, withConstants } from "./sha2-constants";

/** What SHA-384 and SHA-512 have in common: everything but the initial value and the length of the digest. */
abstract class Sha512Family extends Hash {
  protected compress(blocks: usize, count: usize): void {
    const state = this.state;
    for (let block = blocks; count > 0; count--, block += 128) {
      for (let i: usize = 0; i < 128; i += 8) store<u64>(SCHEDULE + i, bswap(load<u64>(block + i)));
      for (let i: usize = SCHEDULE + 128; i < SCHEDULE + 640; i += 8) {
        const w15 = load<u64>(i - 120);
        const w2 = load<u64>(i - 16);
        const s0 = rotr<u64>(w15, 1) ^ rotr<u64>(w15, 8) ^ (w15 >> 7);
        const s1 = rotr<u64>(w2, 19) ^ rotr<u64>(w2, 61) ^ (w2 >> 6);
        store<u64>(i, load<u64>(i - 128) + s0 + load<u64>(i - 56) + s1);
      }
      let a = load<u64>(state, 0);
      let b = load<u64>(state, 8);
      let c = load<u64>(state, 16);
      let d = load<u64>(state, 24);
      let e = load<u64>(state, 32);
      let f = load<u64>(state, 40);
      let g = load<u64>(state, 48);
      let h = load<u64>(state, 56);
      for (let i: usize = 0; i < 640; i += 8) {
        const choice = g ^ (e & (f ^ g));
        const majority = (a & b) | (c & (a | b));
        const t1 =
          h +
          (rotr<u64>(e, 14) ^ rotr<u64>(e, 18) ^ rotr<u64>(e, 41)) +
          choice +
          load<u64>(ROUND_CONSTANTS + i) +
          load<u64>(SCHEDULE + i);
        const t2 = (rotr<u64>(a, 28) ^ rotr<u64>(a, 34) ^ rotr<u64>(a, 39)) + majority;
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
      }
      store<u64>(state, load<u64>(state, 0) + a, 0);
      store<u64>(state, load<u64>(state, 8) + b, 8);
      store<u64>(state, load<u64>(state, 16) + c, 16);
      store<u64>(state, load<u64>(state, 24) + d, 24);
      store<u64>(state, load<u64>(state, 32) + e, 32);
      store<u64>(state, load<u64>(state, 40) + f, 40);
      store<u64>(state, load<u64>(state, 48) + g, 48);
      store<u64>(state, load<u64>(state, 56) + h, 56);
    }
  }
}

/** SHA-384 (FIPS 180-4 §6.5): used as `Sha256` is; its digest has 48 bytes. */
export class Sha384 extends Sha512Family {
  constructor() {
    super(48, 128, withConstants(INITIAL_384), 64);
  }
}

/** SHA-512 (FIPS 180-4 §6.4): used as `Sha256` is; its digest has 64 bytes. */
export class Sha512 extends Sha512Family {
  constructor() {
    super(64, 128, withConstants(INITIAL_512), 64);
  }
}

/** The SHA-384 of `bytes`: 48 bytes. */
export function sha384(bytes: Uint8Array): Uint8Array {
  const hash = new Sha384();
  hash.update(bytes);
  return hash.digest();
}

/** The SHA-512 of `bytes`: 64 bytes. */
export function sha512(bytes: Uint8Array): Uint8Array {
  const hash = new Sha512();
  hash.update(bytes);
  return hash.digest();
}
