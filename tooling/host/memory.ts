const EMPTY = Buffer.alloc(0);
const MAX_ADDRESS = 0xffff_ffff;

/**
 * The linear memory of one VM, every access checked: a pointer or a size that leaves the memory gives `null` or `false`,
 * which the host functions answer as `InvalidMemoryAccess`. Views are renewed when the guest grows its memory.
 *
 * Wasm hands i32 values over as signed numbers; every address and size is taken as unsigned here.
 */
export class GuestMemory {
  readonly #memory: WebAssembly.Memory | null;
  #bytes: Buffer = EMPTY;

  /** `null` is a module without a memory: each access that is not empty fails. */
  constructor(memory: WebAssembly.Memory | null) {
    this.#memory = memory;
  }

  /** The size in bytes, now. */
  get byteLength(): number {
    return this.#view().length;
  }

  /** Whether `size` bytes at `address` all lie in the memory. */
  contains(address: number, size: number): boolean {
    return this.#slice(address, size) !== null;
  }

  /** A copy of `size` bytes at `address`, or null when they do not all lie in the memory. */
  read(address: number, size: number): Buffer | null {
    const view = this.#slice(address, size);
    return view === null ? null : Buffer.from(view);
  }

  /** Like {@link read}, as a string that holds one byte a character: bytes that are not UTF-8 stay as they are. */
  readString(address: number, size: number): string | null {
    return this.#slice(address, size)?.toString("latin1") ?? null;
  }

  /** Copies what lies at `address` into `target`, from `start` to its end, and returns how much. Zero where that leaves the memory. */
  readInto(target: Buffer, start: number, address: number, size: number): number {
    return this.#slice(address, size)?.copy(target, start) ?? 0;
  }

  readU32(address: number): number | null {
    return this.#slice(address, 4)?.readUInt32LE() ?? null;
  }

  /** Whether the bytes could be written. */
  write(address: number, bytes: Uint8Array): boolean {
    const target = this.#slice(address, bytes.length);
    target?.set(bytes);
    return target !== null;
  }

  writeU32(address: number, value: number): boolean {
    const target = this.#slice(address, 4);
    target?.writeUInt32LE(value >>> 0);
    return target !== null;
  }

  writeU64(address: number, value: bigint): boolean {
    const target = this.#slice(address, 8);
    target?.writeBigUInt64LE(BigInt.asUintN(64, value));
    return target !== null;
  }

  #slice(address: number, size: number): Buffer | null {
    const start = address >>> 0;
    const length = size >>> 0;
    const bytes = this.#view();
    if (start + length > MAX_ADDRESS || start + length > bytes.length) return null;
    return bytes.subarray(start, start + length);
  }

  #view(): Buffer {
    if (this.#memory === null) return EMPTY;
    // A grown memory has a new buffer and detaches the old one.
    if (this.#bytes.buffer !== this.#memory.buffer) this.#bytes = Buffer.from(this.#memory.buffer);
    return this.#bytes;
  }
}
