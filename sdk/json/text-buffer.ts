import { canHold } from "../../assembly/memory";

const FIRST_CAPACITY: i32 = 256;

/** UTF-8 that grows at its end, up to a limit. */
@final
export class TextBuffer {
  private bytes: ArrayBuffer = new ArrayBuffer(FIRST_CAPACITY);
  /** How many bytes are written. */
  size: i32 = 0;

  constructor(private readonly limit: i32) {}

  get dataStart(): usize {
    return changetype<usize>(this.bytes);
  }

  /**
   * Where the next bytes are written: `count` of them can be. 0 where limit or memory say no. The address holds until the
   * next call; what was written counts once it is added to `size`.
   */
  reserve(count: i32): usize {
    const needed = <i64>this.size + count;
    if (needed > this.limit) return 0;
    if (needed > this.bytes.byteLength) {
      const capacity = <i32>max(needed, min(<i64>this.limit, (<i64>this.bytes.byteLength) << 1));
      if (!canHold(<usize>capacity)) return 0;
      const bytes = new ArrayBuffer(capacity);
      memory.copy(changetype<usize>(bytes), this.dataStart, this.size);
      this.bytes = bytes;
    }
    return this.dataStart + <usize>this.size;
  }

  /** The bytes that are written, without a copy. */
  toUint8Array(): Uint8Array {
    return Uint8Array.wrap(this.bytes, 0, this.size);
  }
}
