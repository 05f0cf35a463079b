import { allocate, canHold, trim } from "../../assembly/memory";
import { NOWHERE, readText, textSize, writeText } from "../../assembly/text";
import { encodeUtf8, utf8Length } from "../../assembly/utf8";
import { percentDecodeInPlace, PercentEncodeSet, percentEncodeTo } from "./percent";

/** How many parameters there can be. */
const QUERY_PARAMS_MAX: i32 = 1024;

/**
 * The parameters of a query, or of a form (`application/x-www-form-urlencoded`), in order, with the words of the web's own `URLSearchParams`
 * (URL Standard §6.2): decoded leniently as there, `+` for the space, what is not UTF-8 as U+FFFD; written strictly.
 *
 * @example
 * const params = QueryParams.parse(url.search);
 * if (params === null) return request.respond(new LocalReply(400));
 * params.delete("debug");
 * request.path = params.size == 0 ? url.pathname : url.pathname + "?" + params.toString();
 */
@final
export class QueryParams {
  private names: string[] = [];
  private values: string[] = [];

  /** The parameters of a query, with or without its question mark; null for more than 1024 of them, or more than memory can hold. */
  static parse(query: string): QueryParams | null {
    const params = new QueryParams();
    const start = writeText(query);
    const size = textSize();
    if (start == NOWHERE || !canHold(size << 1)) return null;
    const isWhole = params.read(start + usize(size > 0 && load<u8>(start) == 0x3f), start + size);
    trim(start, 0);
    return isWhole ? params : null;
  }

  /** How many parameters there are. */
  get size(): i32 {
    return this.names.length;
  }

  /** The first value of `name`, or null. */
  get(name: string): string | null {
    const index = this.names.indexOf(name);
    return index < 0 ? null : this.values[index];
  }

  /** All values of `name`, in order. */
  getAll(name: string): string[] {
    const values: string[] = [];
    for (let i = 0; i < this.size; i++) {
      if (this.names[i] == name) values.push(this.values[i]);
    }
    return values;
  }

  /** Whether there is a parameter of that name. */
  has(name: string): bool {
    return this.names.includes(name);
  }

  /** The name of the parameter at `index`; empty outside. */
  nameAt(index: i32): string {
    return <u32>index < <u32>this.size ? this.names[index] : "";
  }

  /** The value of the parameter at `index`; empty outside. */
  valueAt(index: i32): string {
    return <u32>index < <u32>this.size ? this.values[index] : "";
  }

  /** Adds a parameter behind the others; false, and nothing changes, where there are 1024. */
  append(name: string, value: string): bool {
    if (this.size >= QUERY_PARAMS_MAX) return false;
    this.names.push(name);
    this.values.push(value);
    return true;
  }

  /** Makes `value` the only value of `name`, in the place of its first one; false where it has none and there are 1024 parameters. */
  set(name: string, value: string): bool {
    const first = this.names.indexOf(name);
    if (first < 0) return this.append(name, value);
    this.values[first] = value;
    this.deleteFrom(first + 1, name);
    return true;
  }

  /** Takes every value of `name` away. */
  delete(name: string): void {
    this.deleteFrom(0, name);
  }

  /** The query without question mark: `a=1&b=x+y`; empty when memory can't hold it. */
  toString(): string {
    let longest: usize = 0;
    let total: usize = 0;
    for (let i = 0; i < this.size; i++) {
      const name = utf8Length(this.names[i]);
      const value = utf8Length(this.values[i]);
      longest = max(longest, max(name, value));
      total += 3 * (name + value) + 2;
    }
    const scratch = allocate(longest + total);
    if (scratch == 0) return "";
    const text = scratch + longest;
    let to = text;
    for (let i = 0; i < this.size; i++) {
      if (i > 0) store<u8>(to++, 0x26);
      to = encode(this.names[i], scratch, to);
      store<u8>(to++, 0x3d);
      to = encode(this.values[i], scratch, to);
    }
    const query = readText(text, to - text);
    trim(scratch, 0);
    return query;
  }

  private deleteFrom(first: i32, name: string): void {
    let kept = first;
    for (let i = first; i < this.size; i++) {
      if (this.names[i] == name) continue;
      this.names[kept] = this.names[i];
      this.values[kept++] = this.values[i];
    }
    this.names.length = kept;
    this.values.length = kept;
  }

  /** Reads the sequences between `start` and `end`, which it decodes in place; false where there are too many. */
  private read(start: usize, end: usize): bool {
    let at = start;
    while (at < end) {
      const sequence = at;
      let equals: usize = 0;
      for (; at < end && load<u8>(at) != 0x26; at++) {
        const character = load<u8>(at);
        if (character == 0x2b) store<u8>(at, 0x20);
        else if (character == 0x3d && equals == 0) equals = at;
      }
      const nameEnd = equals == 0 ? at : equals;
      if (at > sequence && !this.append(decode(sequence, nameEnd), decode(min(nameEnd + 1, at), at))) return false;
      at++;
    }
    return true;
  }
}

function decode(start: usize, end: usize): string {
  return readText(start, percentDecodeInPlace(start, end, false) - start);
}

/** Writes `text` with its escapes at `target` and returns where it ends. */
function encode(text: string, scratch: usize, target: usize): usize {
  return percentEncodeTo(scratch, scratch + encodeUtf8(text, scratch), PercentEncodeSet.Form, target);
}
