import { canHold } from "../../assembly/memory";
import { isPlaced, payloadSize, placePayload } from "../payload";
import { WireType } from "./wire-type";

/** The longest varint: 64 bits in groups of seven. */
const VARINT_MAX: i32 = 10;

/**
 * Writes a protobuf message field by field (protobuf.dev, "Encoding"): what gRPC callouts and Envoy's foreign functions take. Fields
 * come in the order in which they are written; a default value is written too.
 *
 * @example
 * const question = new ProtobufWriter().string(1, path).bool(2, true).finish();
 */
@final
export class ProtobufWriter {
  private buffer: Uint8Array;
  private size: i32 = 0;
  private isCut: bool = false;

  /**
   * With room for so many bytes at first.
   *
   * @internal
   */
  constructor(room: i32 = 64) {
    this.buffer = new Uint8Array(room);
  }

  /** An `int32`, `int64`, `uint32`, `uint64` or enum. */
  integer(field: u32, value: i64): ProtobufWriter {
    if (!this.reserve(2 * VARINT_MAX)) return this;
    this.varint(tag(field, WireType.Varint));
    this.varint(<u64>value);
    return this;
  }

  /** A `bool`. */
  bool(field: u32, value: bool): ProtobufWriter {
    return this.integer(field, <i64>value);
  }

  /** A `double`. */
  double(field: u32, value: f64): ProtobufWriter {
    if (!this.reserve(VARINT_MAX + 8)) return this;
    this.varint(tag(field, WireType.Fixed64));
    store<f64>(this.buffer.dataStart + <usize>this.size, value);
    this.size += 8;
    return this;
  }

  /** A `string`. */
  string(field: u32, value: string): ProtobufWriter {
    return this.bytes<string>(field, value);
  }

  /** `bytes`, or a message that is written already (string, `Uint8Array`, `ArrayBuffer` or `Bytes`). */
  bytes<T>(field: u32, value: T): ProtobufWriter {
    const start = placePayload<T>(value);
    const size = payloadSize();
    if (!isPlaced(start) || size > <usize>i32.MAX_VALUE) {
      this.isCut = true;
      return this;
    }
    if (!this.reserve(2 * VARINT_MAX + <i32>size)) return this;
    this.varint(tag(field, WireType.LengthDelimited));
    this.varint(<u64>size);
    memory.copy(this.buffer.dataStart + <usize>this.size, start, size);
    this.size += <i32>size;
    return this;
  }

  /** The message; empty when the module's memory could not hold it. */
  finish(): Uint8Array {
    return this.buffer.subarray(0, this.isCut ? 0 : this.size);
  }

  private reserve(more: i32): bool {
    const needed = <u64>this.size + <u64>more;
    if (needed <= <u64>this.buffer.length) return !this.isCut;
    const length = max(needed, (<u64>this.buffer.length) << 1);
    if (more < 0 || length > <u64>i32.MAX_VALUE || !canHold(<usize>length * 2)) {
      this.isCut = true;
      return false;
    }
    const grown = new Uint8Array(<i32>length);
    memory.copy(grown.dataStart, this.buffer.dataStart, <usize>this.size);
    this.buffer = grown;
    return !this.isCut;
  }

  private varint(value: u64): void {
    let at = this.buffer.dataStart + <usize>this.size;
    let rest = value;
    for (; rest > 0x7f; rest >>= 7) store<u8>(at++, (<u8>rest) | 0x80);
    store<u8>(at++, <u8>rest);
    this.size = <i32>(at - this.buffer.dataStart);
  }
}

function tag(field: u32, type: WireType): u64 {
  return ((<u64>field) << 3) | (<u64>type);
}
