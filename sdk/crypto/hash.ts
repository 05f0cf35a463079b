/** Room for the largest chaining value of SHA-2. */
export const STATE_BYTES = 64;

const BLOCK_BYTES_MAX = 128;

/**
 * A hash that takes its message in pieces. After `digest` it is fresh again, so one object serves any number of messages.
 * The message must be shorter than 2^61 bytes (FIPS 180-4 §5.1).
 */
export abstract class Hash {
  /** The chaining value, then the block that is being filled. */
  private readonly memory: StaticArray<u8> = new StaticArray<u8>(STATE_BYTES + BLOCK_BYTES_MAX);
  private filled: usize = 0;
  private total: u64 = 0;

  constructor(
    /** Bytes of a digest. */
    readonly digestLength: i32,
    /** Bytes of a block: 64 or 128. */
    readonly blockLength: i32,
    private readonly initial: usize,
    private readonly initialLength: i32,
  ) {
    this.reset();
  }

  /** Forgets the message so far. */
  reset(): void {
    memory.copy(this.state, this.initial, this.initialLength);
    this.filled = 0;
    this.total = 0;
  }

  /** Adds `bytes` to the message. */
  update(bytes: Uint8Array): void {
    this.updateAt(bytes.dataStart, bytes.byteLength);
  }

  /** Adds the `length` bytes at `start` to the message. */
  updateAt(start: usize, length: usize): void {
    const blockLength = <usize>this.blockLength;
    const block = this.block;
    this.total += length;
    let at = start;
    let left = length;
    if (this.filled > 0) {
      const taken = min(left, blockLength - this.filled);
      memory.copy(block + this.filled, at, taken);
      this.filled += taken;
      at += taken;
      left -= taken;
      if (this.filled < blockLength) return;
      this.compress(block, 1);
    }
    const count = left / blockLength;
    this.compress(at, count);
    at += count * blockLength;
    left -= count * blockLength;
    memory.copy(block, at, left);
    this.filled = left;
  }

  /** The digest of the message. */
  digest(): Uint8Array {
    const result = new Uint8Array(this.digestLength);
    this.digestTo(result.dataStart);
    return result;
  }

  /** Writes the digest at `target`, which has room for `digestLength` bytes and may lie inside the message. */
  digestTo(target: usize): void {
    const blockLength = <usize>this.blockLength;
    const block = this.block;
    const bits = this.total << 3;
    // The length field has an eighth of a block; a total below 2^61 bytes leaves its upper half zero.
    const lengthField = blockLength >> 3;
    let filled = this.filled;
    store<u8>(block + filled++, 0x80);
    if (filled > blockLength - lengthField) {
      memory.fill(block + filled, 0, blockLength - filled);
      this.compress(block, 1);
      filled = 0;
    }
    memory.fill(block + filled, 0, blockLength - filled);
    store<u64>(block + blockLength - 8, bswap(bits));
    this.compress(block, 1);
    const isWide = blockLength == BLOCK_BYTES_MAX;
    for (let i: usize = 0; i < <usize>this.digestLength; i += 4) {
      // Words of 64 bits lie in memory with their halves the other way round.
      store<u32>(target + i, bswap(load<u32>(this.state + (isWide ? i ^ 4 : i))));
    }
    this.reset();
  }

  /** Copies the chaining value to `target` (STATE_BYTES); meaningful after whole blocks only. */
  saveTo(target: usize): void {
    memory.copy(target, this.state, STATE_BYTES);
  }

  /** Goes on from a chaining value saved after `blocks` whole blocks. */
  restoreFrom(source: usize, blocks: u64): void {
    memory.copy(this.state, source, STATE_BYTES);
    this.filled = 0;
    this.total = blocks * this.blockLength;
  }

  /** Runs the compression function over `count` blocks at `blocks`. */
  protected abstract compress(blocks: usize, count: usize): void;

  protected get state(): usize {
    return changetype<usize>(this.memory);
  }

  private get block(): usize {
    return changetype<usize>(this.memory) + STATE_BYTES;
  }
}
