/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a short hash of short inputs under a secret key. Who does not know the key can't make inputs that
 * share a hash, or that fall into one slot of a table: the hash for tables that clients choose the keys of. It is no MAC for messages that
 * are kept: for these see `Hmac`.
 *
 * @example
 * const hash = new SipHash(load<u64>(key.dataStart), load<u64>(key.dataStart + 8));
 * hash.update(message.dataStart, message.byteLength);
 * hash.update(tag.dataStart, tag.byteLength);
 * const slot = hash.digest() % 1024;
 */
@final
export class SipHash {
  /** What `digest` gives: the hash of all parts so far. */
  private hash: u64 = 0;

  /** A hash under a key of 128 bits. */
  constructor(
    private readonly key0: u64,
    private readonly key1: u64,
  ) {}

  /** Begins anew. */
  reset(): void {
    this.hash = 0;
  }

  /**
   * Adds a part of `size` bytes. Parts are kept apart: `ab` and `c` are not `a` and `bc`. The first part's hash is that of the paper, each further
   * part is hashed under the key with the hash before it mixed in.
   */
  update(start: usize, size: usize): void {
    this.hash = sipHash(this.key0 ^ this.hash, this.key1, start, size);
  }

  /** The hash of all parts; 0 of none. */
  digest(): u64 {
    return this.hash;
  }
}

/** SipHash-2-4 of `size` bytes at `start`. */
function sipHash(key0: u64, key1: u64, start: usize, size: usize): u64 {
  let v0 = key0 ^ 0x736f6d6570736575;
  let v1 = key1 ^ 0x646f72616e646f6d;
  let v2 = key0 ^ 0x6c7967656e657261;
  let v3 = key1 ^ 0x7465646279746573;
  const whole = start + (size & ~7);
  // What is left of the last word, and the size in its highest byte.
  let last = (<u64>size) << 56;
  for (let i: usize = 0; i < (size & 7); ++i) last |= (<u64>load<u8>(whole + i)) << ((<u64>i) << 3);
  for (let at = start; at <= whole + 8; at += 8) {
    const isFinal = at > whole;
    const word = at < whole ? load<u64>(at) : last;
    if (isFinal) v2 ^= 0xff;
    else v3 ^= word;
    for (let round = isFinal ? 4 : 2; round > 0; --round) {
      v0 += v1;
      v2 += v3;
      v1 = rotl<u64>(v1, 13) ^ v0;
      v3 = rotl<u64>(v3, 16) ^ v2;
      v0 = rotl<u64>(v0, 32) + v3;
      v2 += v1;
      v1 = rotl<u64>(v1, 17) ^ v2;
      v3 = rotl<u64>(v3, 21) ^ v0;
      v2 = rotl<u64>(v2, 32);
    }
    if (!isFinal) v0 ^= word;
  }
  return v0 ^ v1 ^ v2 ^ v3;
}
