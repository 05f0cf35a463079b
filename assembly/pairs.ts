/**
 * Header maps as they cross the boundary (proxy-wasm/spec, "Serialized map"), little endian:
 *
 *     count:u32 │ count × (nameSize:u32, valueSize:u32) │ count × (name \0 value \0)
 *
 * A host reads a map with a byte too many or too few as an empty one, and replaces all headers by nothing.
 */
import { lowerOf } from "./ascii";
import { allocate, trim } from "./memory";
import { PAIRS_MAX, PAIRS_SIZE_MAX } from "./shared/pair-limits";
import { encodeUtf8 } from "./utf8";
import { Bytes } from "./bytes";

/** Reads a serialized map pair by pair, without a copy. */
@final
export class PairReader {
  private index: u32 = 0;
  private position: usize = 0;
  readonly count: u32;

  constructor(
    private readonly start: usize,
    private readonly size: usize,
  ) {
    const count = size < 4 ? 0 : load<u32>(start);
    this.count = <u64>count * 8 + 4 <= <u64>size ? count : 0;
    this.rewind();
  }

  nameStart: usize = 0;
  nameSize: usize = 0;
  valueStart: usize = 0;
  valueSize: usize = 0;

  /** Moves before the first pair. */
  rewind(): void {
    this.index = 0;
    this.position = this.start + 4 + ((<usize>this.count) << 3);
  }

  /** Moves to the next pair; false at the end, and where the sizes leave the map. */
  next(): bool {
    if (this.index >= this.count) return false;
    const sizes = this.start + 4 + ((<usize>this.index) << 3);
    const nameSize = <u64>load<u32>(sizes);
    const valueSize = <u64>load<u32>(sizes, 4);
    const position = this.position;
    if (<u64>position + nameSize + valueSize + 2 > <u64>this.start + <u64>this.size) return false;
    this.nameStart = position;
    this.nameSize = <usize>nameSize;
    this.valueStart = position + this.nameSize + 1;
    this.valueSize = <usize>valueSize;
    this.position = this.valueStart + this.valueSize + 1;
    ++this.index;
    return true;
  }

  /** Whether the name, in lower case as hosts keep it, is `name` in any case. */
  isNamed(name: string): bool {
    if (this.nameSize != <usize>name.length) return false;
    for (let i = 0; i < name.length; ++i) {
      if (lowerOf(name.charCodeAt(i)) != <i32>load<u8>(this.nameStart + <usize>i)) return false;
    }
    return true;
  }

  get name(): Bytes {
    return new Bytes(this.nameStart, this.nameSize);
  }

  get value(): Bytes {
    return new Bytes(this.valueStart, this.valueSize);
  }
}

let size: usize = 0;

/** Size in bytes of the map that was written last by `writePairs`. */
// @ts-ignore: decorator
@inline
export function pairsSize(): usize {
  return size;
}

/** Whether a host takes a map of so many pairs and bytes for what it is, and not for an empty one. */
export function isTakenByHosts(count: i32, mapSize: u64): bool {
  return count <= PAIRS_MAX && mapSize <= <u64>PAIRS_SIZE_MAX;
}

/**
 * Writes `fields`, names and values in turn, as a serialized map into the arena; 0 when memory can't hold it, or when it is larger than
 * hosts take. They are texts, or all of them bytes (`Uint8Array`).
 */
export function writePairs<T>(fields: Array<T>): usize {
  const count = fields.length >>> 1;
  let capacity: usize = 4 + ((<usize>count) << 3);
  for (let i = 0; i < count << 1; ++i) capacity += <usize>unchecked(fields[i]).length * (isString<T>() ? 3 : 1) + 1;
  const at = allocate(capacity);
  size = 0;
  if (at == 0) return 0;
  store<u32>(at, count);
  let position = at + 4 + ((<usize>count) << 3);
  for (let i = 0; i < count << 1; ++i) {
    const written = writeField<T>(unchecked(fields[i]), position);
    store<u32>(at + 4 + ((<usize>i) << 2), <u32>written);
    store<u8>(position + written, 0);
    position += written + 1;
  }
  size = position - at;
  trim(at, size);
  return isTakenByHosts(count, size) ? at : 0;
}

/** Its size. */
// @ts-ignore: decorator
@inline
function writeField<T>(field: T, position: usize): usize {
  if (isString<T>()) return encodeUtf8(changetype<string>(field), position);
  const bytes = changetype<Uint8Array>(field);
  memory.copy(position, bytes.dataStart, bytes.length);
  return bytes.length;
}
