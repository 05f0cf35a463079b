import { compareBytes } from "../compare-bytes";
import { DerTag } from "./der-writer";

/**
 * Reads DER (X.690) strictly: definite lengths in their shortest form, nothing beyond the end. What is wrong sets `isMalformed`, and reads as
 * empty from there on.
 */
@final
export class DerReader {
  private at: usize;
  private readonly end: usize;
  /** The content of the element that was read last. */
  start: usize = 0;
  size: usize = 0;
  /** Whether an element was not as it must be. */
  isMalformed: bool = false;

  constructor(start: usize, size: usize) {
    this.at = start;
    this.end = start + size;
  }

  /** Whether all has been read, and nothing was wrong. */
  get isDone(): bool {
    return !this.isMalformed && this.at == this.end;
  }

  /** Reads the next element, which must have that tag. */
  read(tag: DerTag): bool {
    if (this.isMalformed || this.end - this.at < 2 || <i32>load<u8>(this.at) != tag) return this.fail();
    let length = <usize>load<u8>(this.at, 1);
    let at = this.at + 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count == 0 || count > 3 || this.end - at < count || load<u8>(at) == 0) return this.fail();
      length = 0;
      for (let i: usize = 0; i < count; ++i) length = (length << 8) | load<u8>(at + i);
      if (length < 0x80 || (count > 1 && length < (<usize>1) << (8 * (count - 1)))) return this.fail();
      at += count;
    }
    if (this.end - at < length) return this.fail();
    this.start = at;
    this.size = length;
    this.at = at + length;
    return true;
  }

  /** A reader of the next element's content; a malformed one when it has another tag. */
  enter(tag: DerTag): DerReader {
    if (this.read(tag)) return new DerReader(this.start, this.size);
    const nothing = new DerReader(0, 0);
    nothing.isMalformed = true;
    return nothing;
  }

  /** Reads an INTEGER that is not negative; its bytes are then without the sign's zero. */
  readNatural(): bool {
    if (!this.read(DerTag.Integer) || this.size == 0) return this.fail();
    const first = load<u8>(this.start);
    if (first >= 0x80 || (first == 0 && this.size > 1 && load<u8>(this.start, 1) < 0x80)) return this.fail();
    if (first == 0) {
      ++this.start;
      --this.size;
    }
    return true;
  }

  /** Whether the element that was read last is `bytes`. */
  is(bytes: Uint8Array): bool {
    return <usize>bytes.length == this.size && compareBytes(this.start, bytes.dataStart, this.size) == 0;
  }

  private fail(): bool {
    this.isMalformed = true;
    this.size = 0;
    return false;
  }
}
