import { readText } from "../../assembly/text";
import { parseDecimal } from "./decimal";
import { NODE_BYTES } from "./nodes";

/** What a JSON value is (RFC 8259 §3). */
export enum JsonKind {
  /** `null`. */
  Null,
  /** `true` or `false`: see `JsonValue.boolean`. */
  Boolean,
  /** A number: see `JsonValue.number` and `JsonValue.numeral`. */
  Number,
  /** A string: see `JsonValue.text`. */
  String,
  /** An array: see `JsonValue.at`. */
  Array,
  /** An object: see `JsonValue.get`. */
  Object,
}

/**
 * One value of a JSON text. `kind` says what it is; to a question that does not fit, the answer is empty, so asking a wrong one is
 * harmless. Numbers and strings are decoded when they are asked for, each time anew: keep what is needed twice. A value may be
 * kept as long as one likes, and with it the whole document that it is of.
 *
 * @example
 * const name = document.get("name");
 * if (name !== null && name.kind == JsonKind.String) log.info(name.text);
 */
@final
export class JsonValue {
  /**
   * See `nodes.ts`: the document's text, then its nodes; and this value's own node.
   *
   * @internal
   */
  constructor(
    private readonly document: ArrayBuffer,
    private readonly place: u32,
    private readonly head: u32,
  ) {}

  /** What this is. */
  get kind(): JsonKind {
    return this.head & 7;
  }

  /** Whether this is `true`. */
  get boolean(): bool {
    return this.head == ((1 << 3) | JsonKind.Boolean);
  }

  /** The double nearest to a number; 0 where this is none. */
  get number(): f64 {
    return this.kind == JsonKind.Number ? parseDecimal(this.textStart(), this.head >> 3) : 0;
  }

  /** A number as the text spells it, digit by digit: `18446744073709551615`, `1e3`; empty where this is none, or memory can't hold it. */
  get numeral(): string {
    return this.kind == JsonKind.Number ? readText(this.textStart(), this.head >> 3) : "";
  }

  /** A string without quotes and escapes; empty where this is none, and where memory can't hold it: see `textLength`. */
  get text(): string {
    return this.kind == JsonKind.String ? readText(this.textStart(), this.head >> 3) : "";
  }

  /** Whether this is the string `text`: what `text` would be is not made for that. */
  equals(text: string): bool {
    return this.kind == JsonKind.String && isText(this.textStart(), this.head >> 3, text);
  }

  /** How many items an array has, or members an object. */
  get length(): i32 {
    return this.kind >= JsonKind.Array ? this.head >> 3 : 0;
  }

  /** The member of that name, or null where there is none or this is no object. The time grows with the number of members. */
  get(name: string): JsonValue | null {
    if (this.kind != JsonKind.Object) return null;
    let node = this.nodeAt(0);
    for (let left = this.head >> 3; left > 0; left--) {
      const start = changetype<usize>(this.document) + load<u32>(node);
      if (isText(start, load<u32>(node, 4) >> 3, name)) return this.valueOf(node + NODE_BYTES);
      node += 2 * NODE_BYTES;
    }
    return null;
  }

  /** The item of an array, or the value of an object's member, at that index in the order of the text; null outside. */
  at(index: i32): JsonValue | null {
    if (<u32>index >= <u32>this.length) return null;
    return this.valueOf(this.kind == JsonKind.Array ? this.nodeAt(index) : this.nodeAt(2 * index + 1));
  }

  /** The name of an object's member at that index; empty outside, where this is no object, and where memory can't hold it. */
  nameAt(index: i32): string {
    if (this.kind != JsonKind.Object || <u32>index >= <u32>this.length) return "";
    return this.valueOf(this.nodeAt(2 * index)).text;
  }

  /** Where a number or string lies, its escapes already decoded; as long as the value is kept. */
  textStart(): usize {
    return changetype<usize>(this.document) + this.place;
  }

  /** How many bytes a number or string takes there. */
  textLength(): i32 {
    return this.head >> 3;
  }

  private nodeAt(index: i32): usize {
    const end = changetype<usize>(this.document) + <usize>this.document.byteLength;
    return end - this.place + <usize>index * NODE_BYTES;
  }

  private valueOf(node: usize): JsonValue {
    return new JsonValue(this.document, load<u32>(node), load<u32>(node, 4));
  }
}

/** Whether the `size` bytes of UTF-8 at `start` are `text`. */
function isText(start: usize, size: u32, text: string): bool {
  const length = <u32>text.length;
  if (size < length) return false;
  let i: usize = 0;
  let unit: u16 = 0;
  for (; i < length; i++) {
    unit = load<u16>(changetype<usize>(text) + (i << 1));
    if (unit > 0x7f || <u16>load<u8>(start + i) != unit) break;
  }
  if (i == length) return size == length;
  return unit > 0x7f && readText(start, size) == text;
}

/** A value with nothing in it: null, false, `[]` or `{}`. */
export function emptyValue(kind: JsonKind): JsonValue {
  return new JsonValue(new ArrayBuffer(0), 0, kind);
}

// @ts-ignore: decorator
@lazy
export const JSON_NULL = emptyValue(JsonKind.Null);
