import { canHold, epoch, resultSize, resultStart } from "./memory";
import { readText } from "./text";
import { decodeUtf8 } from "./utf8";

/**
 * Bytes that the host handed over: a header value, a body, a property. They are a view on the arena and live until the
 * callback returns; after that the view is empty. What is kept longer is copied: `toString()` or `toUint8Array()`.
 *
 * @example
 * const accept = request.headers.getBytes("accept");
 * const wantsJson = accept !== null && accept.equals("application/json");
 */
@final
export class Bytes {
  private readonly madeIn: u32 = epoch;

  /** @internal */
  constructor(
    private readonly address: usize,
    private readonly size: usize,
  ) {}

  /** Address of the first byte, for code that reads memory itself; valid until the callback returns. */
  get dataStart(): usize {
    return this.address;
  }

  /** Number of bytes; 0 once the callback has returned. */
  get byteLength(): i32 {
    return this.madeIn == epoch ? <i32>this.size : 0;
  }

  /** The byte at `index`, -1 outside the bytes. */
  at(index: i32): i32 {
    return <u32>index < <u32>this.byteLength ? <i32>load<u8>(this.address + <usize>index) : -1;
  }

  /** Whether these are exactly the UTF-8 bytes of `text`, ASCII only. */
  equals(text: string): bool {
    return areText(this.address, <usize>this.byteLength, text);
  }

  /** A part of these bytes, from `start` up to `end`, both clamped; no copy is made. */
  subarray(start: i32, end: i32 = i32.MAX_VALUE): Bytes {
    const length = this.byteLength;
    const from = min(max(start, 0), length);
    return new Bytes(this.address + <usize>from, <usize>(max(min(end, length), from) - from));
  }

  /** The bytes as text; what is no UTF-8 becomes U+FFFD. Empty when memory can't hold it. */
  toString(): string {
    return readText(this.address, <usize>this.byteLength);
  }

  /** A copy that may be kept; empty when memory can't hold it. */
  toUint8Array(): Uint8Array {
    const length = this.byteLength;
    const copy = new Uint8Array(canHold(<usize>length) ? length : 0);
    memory.copy(copy.dataStart, this.address, <usize>copy.length);
    return copy;
  }
}

/** A copy that may be kept; null when memory can't hold it. */
export function copyWhole(bytes: Bytes): Uint8Array | null {
  const copy = bytes.toUint8Array();
  return copy.byteLength == bytes.byteLength ? copy : null;
}

/** The bytes of the last host call that returned bytes. */
export function resultBytes(): Bytes {
  const size = resultSize();
  return new Bytes(resultStart(), size);
}

/** The bytes of the last host call as text; what is no UTF-8 becomes U+FFFD. Null when memory can't hold it. */
export function resultText(): string | null {
  const size = resultSize();
  return canHold(size << 1) ? decodeUtf8(resultStart(), size) : null;
}

/** Whether the `size` bytes at `start` are exactly the UTF-8 bytes of `text`, ASCII only. */
export function areText(start: usize, size: usize, text: string): bool {
  if (size != <usize>text.length) return false;
  for (let i: usize = 0; i < size; ++i) {
    if (load<u8>(start + i) != load<u16>(changetype<usize>(text) + (i << 1))) return false;
  }
  return true;
}
