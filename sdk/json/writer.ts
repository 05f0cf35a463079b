import { readText } from "../../assembly/text";
import { encodeUtf8, utf8Length } from "../../assembly/utf8";
import { DEPTH_MAX, TOO_DEEP } from "./depth";
import { escapedGrowth, escapeInPlace } from "./escape";
import { DECIMAL_BYTES_MAX, formatDecimal, formatInteger } from "./format-decimal";
import { TextBuffer } from "./text-buffer";
import { JsonKind, JsonValue } from "./value";

const MEBIBYTE: i32 = 1 << 20;

// @ts-ignore: decorator
@lazy
const NUMBER = memory.data(DECIMAL_BYTES_MAX);

/**
 * Writes a JSON text (RFC 8259) piece by piece, straight into UTF-8. Every method returns the writer. What has no place (a value without
 * a name in an object, one end too many, a second value, a level below the 64th, a byte beyond `limit`) ends the writing: `error` says what
 * it was, nothing more is written, and there is no text. That an object has a name twice is not noticed.
 *
 * @example
 * const json = new JsonWriter();
 * json.beginObject().name("error").value("closed").name("retry_after").value(30).endObject();
 * return request.respond(new LocalReply(503).json(json.toString()));
 */
@final
export class JsonWriter {
  private readonly text: TextBuffer;
  private depth: i32 = 0;
  /** Bit n: whether the container at depth n + 1 is an object. */
  private objects: u64 = 0;
  /** Whether a comma must come before what is next. */
  private needsComma: bool = false;
  private hasName: bool = false;
  private fault: string = "";

  /** `limit`: how many bytes the text may have; a mebibyte unless it is given. */
  constructor(limit: i32 = MEBIBYTE) {
    this.text = new TextBuffer(limit);
  }

  /** What ended the writing, or "the text is not whole"; empty when there is a text. */
  get error(): string {
    if (this.fault.length != 0) return this.fault;
    return this.depth > 0 || this.text.size == 0 ? "the text is not whole" : "";
  }

  /** `{`: members follow, each a `name` and a value, up to `endObject`. */
  beginObject(): JsonWriter {
    return this.begin(0x7b, 1);
  }

  /** `}`: ends the innermost object. */
  endObject(): JsonWriter {
    return this.end(0x7d, 1);
  }

  /** `[`: values follow, up to `endArray`. */
  beginArray(): JsonWriter {
    return this.begin(0x5b, 0);
  }

  /** `]`: ends the innermost array. */
  endArray(): JsonWriter {
    return this.end(0x5d, 0);
  }

  /** The name of the member whose value is next. */
  name(name: string): JsonWriter {
    if (this.fault.length != 0) return this;
    if (!this.isInObject() || this.hasName) return this.fail("a name outside of an object, or two in a row");
    if (this.needsComma) this.push(0x2c);
    this.quote(name);
    this.push(0x3a);
    this.needsComma = false;
    this.hasName = true;
    return this;
  }

  /**
   * A boolean, an integer of any width, a float (in the fewest digits that are read as the same; not finite: null), a string (a lone
   * surrogate becomes U+FFFD), a `JsonValue` with all that is in it, or the null of a nullable type. Others are a compile error.
   */
  value<T>(value: T): JsonWriter {
    if (isNullable<T>()) {
      if (value === null) return this.nullValue();
      return this.value<nonnull<T>>(changetype<nonnull<T>>(value));
    } else if (isBoolean<T>()) {
      return this.literal(value ? "true" : "false");
    } else if (isFloat<T>()) {
      return this.float(<f64>value);
    } else if (isInteger<T>()) {
      if (isSigned<T>() && <i64>value < 0) return this.integer(<u64>0 - <u64>value, true);
      return this.integer(<u64>value, false);
    } else if (isString<T>()) {
      if (this.open()) this.quote(changetype<string>(value));
      return this;
    } else {
      return this.tree(value);
    }
  }

  /** `null`. */
  nullValue(): JsonWriter {
    return this.literal("null");
  }

  /** The text; empty when there is an error. */
  toString(): string {
    return this.error.length == 0 ? readText(this.text.dataStart, this.text.size) : "";
  }

  /** The text in UTF-8, without a copy; null when there is an error. */
  toUint8Array(): Uint8Array | null {
    return this.error.length == 0 ? this.text.toUint8Array() : null;
  }

  private begin(bracket: u32, isObject: u64): JsonWriter {
    if (!this.open()) return this;
    if (this.depth == DEPTH_MAX) return this.fail(TOO_DEEP);
    this.objects = (this.objects & ~((<u64>1) << this.depth)) | (isObject << this.depth);
    this.depth++;
    this.needsComma = false;
    this.push(bracket);
    return this;
  }

  private end(bracket: u32, isObject: u64): JsonWriter {
    if (this.fault.length != 0) return this;
    if (this.depth == 0 || u64(this.isInObject()) != isObject || this.hasName) {
      return this.fail("an end that nothing began, or a name without value");
    }
    this.depth--;
    this.needsComma = true;
    this.push(bracket);
    return this;
  }

  private tree(value: JsonValue): JsonWriter {
    switch (value.kind) {
      case JsonKind.Null:
        return this.nullValue();
      case JsonKind.Boolean:
        return this.value(value.boolean);
      case JsonKind.Number:
        if (this.open()) this.copy(value.textStart(), value.textLength());
        return this;
      case JsonKind.String:
        if (this.open()) this.quoteAt(value.textStart(), value.textLength());
        return this;
    }
    const isObject = value.kind == JsonKind.Object;
    this.begin(isObject ? 0x7b : 0x5b, u64(isObject));
    for (let i = 0; i < value.length && this.fault.length == 0; i++) {
      if (isObject) this.name(value.nameAt(i));
      this.tree(value.at(i)!);
    }
    return this.end(isObject ? 0x7d : 0x5d, u64(isObject));
  }

  private float(value: f64): JsonWriter {
    if (!isFinite(value)) return this.nullValue();
    if (this.open()) this.copy(NUMBER, <i32>(formatDecimal(value, NUMBER) - NUMBER));
    return this;
  }

  private integer(magnitude: u64, isNegative: bool): JsonWriter {
    if (!this.open()) return this;
    if (isNegative) this.push(0x2d);
    this.copy(NUMBER, <i32>(formatInteger(magnitude, NUMBER) - NUMBER));
    return this;
  }

  private literal(word: string): JsonWriter {
    if (!this.open()) return this;
    for (let i = 0; i < word.length; i++) this.push(word.charCodeAt(i));
    return this;
  }

  /** Whether a value can be here; the comma before it is then written. */
  private open(): bool {
    if (this.fault.length != 0) return false;
    if (this.isInObject() && !this.hasName) {
      this.fail("a value without a name");
    } else if (this.depth == 0 && this.text.size > 0) {
      this.fail("a second value");
    } else {
      if (this.needsComma) this.push(0x2c);
      this.needsComma = true;
      this.hasName = false;
    }
    return this.fault.length == 0;
  }

  private isInObject(): bool {
    return this.depth > 0 && ((this.objects >> (this.depth - 1)) & 1) != 0;
  }

  private quote(text: string): void {
    const size = <i32>utf8Length(text);
    this.push(0x22);
    const start = this.reserve(size);
    if (start == 0) return;
    encodeUtf8(text, start);
    this.endQuote(start, size);
  }

  private quoteAt(from: usize, size: i32): void {
    this.push(0x22);
    const start = this.reserve(size);
    if (start == 0) return;
    memory.copy(start, from, size);
    this.endQuote(start, size);
  }

  /** Escapes the `size` bytes at `start`, which are not counted yet, and closes the quotes. */
  private endQuote(start: usize, size: i32): void {
    const growth = escapedGrowth(start, start + size);
    const moved = this.reserve(size + growth);
    if (moved == 0) return;
    if (moved != start) memory.copy(moved, start, size);
    escapeInPlace(moved, moved + size, growth);
    this.text.size += size + growth;
    this.push(0x22);
  }

  private copy(from: usize, size: i32): void {
    const target = this.reserve(size);
    if (target == 0) return;
    memory.copy(target, from, size);
    this.text.size += size;
  }

  private push(character: u32): void {
    const target = this.reserve(1);
    if (target == 0) return;
    store<u8>(target, character);
    this.text.size++;
  }

  /** Where `count` bytes can be written; 0, and the writing has ended, where they can't. */
  private reserve(count: i32): usize {
    const target = this.fault.length == 0 ? this.text.reserve(count) : 0;
    if (target == 0) this.fail("longer than its limit");
    return target;
  }

  private fail(what: string): JsonWriter {
    if (this.fault.length == 0) this.fault = what;
    return this;
  }
}
