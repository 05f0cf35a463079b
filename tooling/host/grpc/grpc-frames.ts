const HEADER_BYTES = 5;
const COMPRESSED = 1;

/** What stood in a chunk of a body: the messages it ended, and the gRPC status that ends the stream after them, if any. */
export interface Frames {
  readonly messages: readonly Buffer[];
  readonly failure: number | null;
}

const INTERNAL = 13;
const RESOURCE_EXHAUSTED = 8;

/** One message in the wire format of gRPC over HTTP/2: a flag, the length, the bytes. */
export function encodeFrame(message: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/**
 * Takes a body of gRPC apart into its messages, as Envoy does: a chunk with a flag it does not know or with a message above
 * the limit gives none of its messages; compressed ones, unless they are empty, it does not read.
 */
export class FrameDecoder {
  readonly #maximumBytes: number;
  /** What waits for the rest of its message: joined once there is enough of it, not at every chunk. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** So many bytes must be there before the next can be told from what waits. */
  #neededBytes = 0;

  /** @param maximumBytes size of a message above which the stream fails with RESOURCE_EXHAUSTED; 0 is no limit */
  constructor(maximumBytes = 0) {
    this.#maximumBytes = maximumBytes;
  }

  push(chunk: Buffer): Frames {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes < this.#neededBytes) return { messages: [], failure: null };
    const bytes = this.#waiting.length === 1 ? chunk : Buffer.concat(this.#waiting);
    this.#neededBytes = 0;
    const messages: Buffer[] = [];
    let compressedAt: number | null = null;
    let start = 0;
    while (bytes.length > start) {
      const flag = bytes[start] as number;
      if (flag > COMPRESSED) return { messages: [], failure: INTERNAL };
      if (bytes.length - start < HEADER_BYTES) break;
      const length = bytes.readUInt32BE(start + 1);
      if (this.#maximumBytes > 0 && length > this.#maximumBytes) return { messages: [], failure: RESOURCE_EXHAUSTED };
      const end = start + HEADER_BYTES + length;
      if (end > bytes.length) {
        this.#neededBytes = end - start;
        break;
      }
      if (flag === COMPRESSED && length > 0) compressedAt ??= messages.length;
      messages.push(bytes.subarray(start + HEADER_BYTES, end));
      start = end;
    }
    this.#waiting = [bytes.subarray(start)];
    this.#waitingBytes = bytes.length - start;
    return compressedAt === null
      ? { messages, failure: null }
      : { messages: messages.slice(0, compressedAt), failure: INTERNAL };
  }
}
