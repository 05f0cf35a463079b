import { Hash, STATE_BYTES } from "./hash";

/** The key padded to a block (RFC 2104 §2); wiped after use. */
// @ts-ignore: decorator
@lazy
const PADDED_KEY = memory.data(128);

// @ts-ignore: decorator
@lazy
const INNER_DIGEST = memory.data(64);

/**
 * HMAC (RFC 2104, FIPS 198-1) with the work on the key done once: a message costs its own blocks and one more.
 * After `digest` the object is ready for the next message. It takes `hash` over: nothing else may use it.
 *
 * @example
 * const hmac = new Hmac(new Sha256(), key); // once, where the configuration is read
 * hmac.update(bytes);                       // per request
 * const isGenuine = timingSafeEqual(hmac.digest(), tag);
 */
export class Hmac {
  /** Bytes of a tag. */
  readonly digestLength: i32;
  /** The chaining values after the inner and the outer key block. */
  private readonly states: StaticArray<u8> = new StaticArray<u8>(2 * STATE_BYTES);

  /** `key` of any length: one longer than a block of the hash counts by its digest (RFC 2104 §2). */
  constructor(
    private readonly hash: Hash,
    key: Uint8Array,
  ) {
    this.digestLength = hash.digestLength;
    const blockLength = <usize>hash.blockLength;
    hash.reset();
    memory.fill(PADDED_KEY, 0, blockLength);
    if (<usize>key.byteLength > blockLength) {
      hash.update(key);
      hash.digestTo(PADDED_KEY);
    } else {
      memory.copy(PADDED_KEY, key.dataStart, key.byteLength);
    }
    this.absorbPad(0x3636363636363636, this.inner);
    this.absorbPad(0x3636363636363636 ^ 0x5c5c5c5c5c5c5c5c, this.outer);
    memory.fill(PADDED_KEY, 0, blockLength);
    this.reset();
  }

  /** Forgets the message so far. */
  reset(): void {
    this.hash.restoreFrom(this.inner, 1);
  }

  /** Adds `bytes` to the message. */
  update(bytes: Uint8Array): void {
    this.hash.update(bytes);
  }

  /** Adds the `length` bytes at `start` to the message. */
  updateAt(start: usize, length: usize): void {
    this.hash.updateAt(start, length);
  }

  /** The tag of the message. */
  digest(): Uint8Array {
    const result = new Uint8Array(this.digestLength);
    this.digestTo(result.dataStart);
    return result;
  }

  /** Writes the tag at `target`, which has room for `digestLength` bytes. */
  digestTo(target: usize): void {
    const hash = this.hash;
    hash.digestTo(INNER_DIGEST);
    hash.restoreFrom(this.outer, 1);
    hash.updateAt(INNER_DIGEST, this.digestLength);
    hash.digestTo(target);
    this.reset();
  }

  /** XORs `change` over the padded key, hashes it as a first block and keeps the chaining value. */
  private absorbPad(change: u64, state: usize): void {
    const blockLength = <usize>this.hash.blockLength;
    for (let i: usize = 0; i < blockLength; i += 8) store<u64>(PADDED_KEY + i, load<u64>(PADDED_KEY + i) ^ change);
    this.hash.updateAt(PADDED_KEY, blockLength);
    this.hash.saveTo(state);
    this.hash.reset();
  }

  private get inner(): usize {
    return changetype<usize>(this.states);
  }

  private get outer(): usize {
    return changetype<usize>(this.states) + STATE_BYTES;
  }
}
