import { decodeUtf8 } from "../../assembly/utf8";
import { canHold } from "../../assembly/memory";
import { WireType } from "./wire-type";

/** A message may have more empty values than memory has room for objects. */
// @ts-ignore: decorator
@lazy
const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * Reads a protobuf message field by field, in the order in which they stand; a repeated field comes more than once, and of one that is not
 * repeated the last counts. A message that is cut or malformed ends early, with `isMalformed`.
 *
 * @example
 * let user = "";
 * const reader = new ProtobufReader(message.dataStart, message.byteLength);
 * while (reader.next()) {
 *   if (reader.field == 1) user = reader.text();
 * }
 */
@final
export class ProtobufReader {
  private at: usize;
  private readonly end: usize;
  private start: usize = 0;
  private size: usize = 0;
  private number: u64 = 0;
  /** The number of the field. */
  field: u32 = 0;
  /** How its value is laid out. */
  type: WireType = WireType.Varint;
  /** Whether the message ended where it should not. */
  isMalformed: bool = false;

  /** Reads the `size` bytes at `start`, which stay where they are meanwhile. */
  constructor(start: usize, size: i32) {
    this.at = start;
    this.end = start + <usize>max(size, 0);
  }

  /** Goes to the next field; false at the end. */
  next(): bool {
    if (this.at >= this.end || this.isMalformed) return false;
    const tag = this.varint();
    this.field = <u32>(tag >> 3);
    this.type = <i32>(tag & 7);
    this.isMalformed = this.isMalformed || this.field == 0 || tag > <u64>u32.MAX_VALUE || !this.value();
    return !this.isMalformed;
  }

  /**
   * The value of an integer, enum or bool; its bits, of a `fixed` or floating-point number; 0 for anything else. Of a `sint` it is the zigzag
   * form: the value is `(n >>> 1) ^ -(n & 1)`. Of a `float`, the value is `reinterpret<f32>(<u32>n)`.
   */
  integer(): i64 {
    return <i64>this.number;
  }

  /** Whether the value, a bool, is true. */
  bool(): bool {
    return this.number != 0;
  }

  /** The value of a `double`. */
  double(): f64 {
    return reinterpret<f64>(this.number);
  }

  /** The value as text; empty when it is none, or when memory can't hold it. */
  text(): string {
    return canHold(this.size << 1) ? decodeUtf8(this.start, this.size) : "";
  }

  /** A copy of the value's bytes; empty when it has none, or when memory can't hold it. */
  bytes(): Uint8Array {
    const size = this.size;
    if (size == 0 || !canHold(size)) return NOTHING;
    const copy = new Uint8Array(<i32>size);
    memory.copy(copy.dataStart, this.start, size);
    return copy;
  }

  /** A reader of the value, a message. */
  message(): ProtobufReader {
    return new ProtobufReader(this.start, <i32>this.size);
  }

  private value(): bool {
    this.number = 0;
    this.size = 0;
    const type = this.type;
    if (type == WireType.Varint) {
      this.number = this.varint();
      return !this.isMalformed;
    }
    const isFixed = type == WireType.Fixed64 || type == WireType.Fixed32;
    if (!isFixed && type != WireType.LengthDelimited) return false;
    const size = type == WireType.Fixed64 ? 8 : type == WireType.Fixed32 ? 4 : this.varint();
    if (this.isMalformed || size > <u64>(this.end - this.at)) return false;
    if (type == WireType.Fixed64) this.number = load<u64>(this.at);
    else if (type == WireType.Fixed32) this.number = load<u32>(this.at);
    else {
      this.start = this.at;
      this.size = <usize>size;
    }
    this.at += <usize>size;
    return true;
  }

  private varint(): u64 {
    let value: u64 = 0;
    for (let shift: u64 = 0; shift < 64; shift += 7) {
      if (this.at >= this.end) break;
      const octet = <u64>load<u8>(this.at++);
      value |= (octet & 0x7f) << shift;
      if (octet < 0x80) return value;
    }
    this.isMalformed = true;
    return 0;
  }
}
