/**
 * A queue of bytes that bodies move through: chunks go in at the back, are looked at, changed and taken out at the front.
 * With a limit it reports when its size passes above it and when it falls back to half, as Envoy's watermark buffers do.
 */
export class ByteBuffer {
  #chunks: Buffer[] = [];
  #length = 0;
  readonly #limit: WatermarkLimit | null;
  #isAbove = false;

  constructor(chunk?: Uint8Array, limit: WatermarkLimit | null = null) {
    this.#limit = limit;
    if (chunk !== undefined) this.append(chunk);
  }

  get length(): number {
    return this.#length;
  }

  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(asBuffer(chunk));
    this.#resized(chunk.length);
  }

  prepend(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.unshift(asBuffer(chunk));
    this.#resized(chunk.length);
  }

  /** Removes up to `size` bytes from the front. */
  drain(size: number): void {
    let left = Math.min(size, this.#length);
    const drained = left;
    while (left > 0) {
      const first = this.#chunks[0] as Buffer;
      if (first.length <= left) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(left);
      left -= first.length;
    }
    this.#resized(-drained);
  }

  /** A copy of the bytes in [start, start + size), which must lie inside. */
  slice(start: number, size: number): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return Buffer.from((this.#chunks[0] ?? Buffer.alloc(0)).subarray(start, start + size));
  }

  /** Takes everything out. */
  take(): Buffer {
    const bytes = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#resized(-this.#length);
    return bytes;
  }

  #resized(change: number): void {
    this.#length += change;
    const limit = this.#limit;
    if (limit === null || limit.bytes === 0) return;
    if (!this.#isAbove && this.#length > limit.bytes) {
      this.#isAbove = true;
      limit.onAbove();
    } else if (this.#isAbove && this.#length <= limit.bytes / 2) {
      this.#isAbove = false;
      limit.onBelow();
    }
  }
}

/** What a buffer watches; `bytes` 0 is no limit. */
export interface WatermarkLimit {
  readonly bytes: number;
  readonly onAbove: () => void;
  readonly onBelow: () => void;
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
