import { allocate, trim } from "../../assembly/memory";
import { readText } from "../../assembly/text";
import { encodeUtf8, isUtf8, utf8Length } from "../../assembly/utf8";
import { hexValueOf, NOT_HEXADECIMAL, upperHexOf } from "../encoding/hex";

/**
 * Which ASCII characters are escaped, as the URL Standard has it (§1.3); controls and all beyond ASCII are escaped in each. `Component` is
 * JavaScript's `encodeURIComponent`, `Form` is `application/x-www-form-urlencoded`, where the space becomes a plus, and `GrpcMessage`
 * what gRPC does to `grpc-message`.
 */
export enum PercentEncodeSet {
  /** Behind `#`: space, `"`, `<`, `>` and the backtick. */
  Fragment,
  /** Behind `?`: space, `"`, `#`, `<` and `>`. */
  Query,
  /** Behind `?` of an `http` or `https` URL: `Query` and `'`. */
  SpecialQuery,
  /** A path: `Query` and `?`, `^`, the backtick, `{` and `}`. */
  Path,
  /** One segment, name or value: all but letters, digits, `-`, `_`, `.`, `!`, `~`, `*`, `'`, `(` and `)`. */
  Component,
  /** A name or value of a form: all but letters, digits, `-`, `_`, `.` and `*`. */
  Form,
  /** `%` alone. */
  GrpcMessage,
}

/** Of each set two words: bit n for the character n, and for the character 64 + n. */
// @ts-ignore: decorator
// prettier-ignore
@lazy
const SETS: StaticArray<u64> = [
  0x5000000500000000, 0x0000000100000000, // Fragment: space " < > `
  0x5000000d00000000, 0x0000000000000000, // Query: space " # < >
  0x5000008d00000000, 0x0000000000000000, // SpecialQuery: Query and '
  0xd000000d00000000, 0x2800000140000000, // Path: Query and ? ^ ` { }
  0xfc00987d00000000, 0x3800000178000001, // Component: Path and / : ; = @ [ \ ] | $ % & + ,
  0xfc009bff00000000, 0x7800000178000001, // Form: Component and ! ' ( ) ~
  0x0000002000000000, 0x0000000000000000, // GrpcMessage: %
];

/**
 * `text` in UTF-8, with each byte that is in `set` as `%` and two digits (URL Standard §1.3). A lone surrogate becomes `%EF%BF%BD`. Empty when
 * memory can't hold it.
 *
 * @example
 * request.path = "/search?q=" + percentEncode(term);
 */
export function percentEncode(text: string, set: PercentEncodeSet = PercentEncodeSet.Component): string {
  const size = utf8Length(text);
  const start = allocate(size + size * 3);
  if (start == 0) return "";
  const encoded = start + size;
  encodeUtf8(text, start);
  const result = readText(encoded, percentEncodeTo(start, encoded, set, encoded) - encoded);
  trim(start, 0);
  return result;
}

/**
 * What `text` stands for once its escapes are decoded, as `decodeURIComponent` has it; null where that throws: at a `%` without two
 * hexadecimal digits, and at escapes that are not UTF-8. `+` is a plus.
 */
export function percentDecode(text: string): string | null {
  const size = utf8Length(text);
  const start = allocate(size);
  if (start == 0) return null;
  encodeUtf8(text, start);
  const end = percentDecodeInPlace(start, start + size, true);
  const result = end != 0 && isUtf8(start, end - start) ? readText(start, end - start) : null;
  trim(start, 0);
  return result;
}

/** Encodes the bytes between `start` and `end` into `target`, which has room for three times as many; returns where they end. */
export function percentEncodeTo(start: usize, end: usize, set: PercentEncodeSet, target: usize): usize {
  const low = unchecked(SETS[2 * set]);
  const high = unchecked(SETS[2 * set + 1]);
  let to = target;
  for (let at = start; at < end; at++) {
    const byte = <u32>load<u8>(at);
    const word = byte < 64 ? low : high;
    if (byte >= 0x20 && byte < 0x7f && ((word >> (byte & 63)) & 1) == 0) {
      store<u8>(to++, byte);
    } else if (byte == 0x20 && set == PercentEncodeSet.Form) {
      store<u8>(to++, 0x2b);
    } else {
      store<u8>(to, 0x25);
      store<u8>(to, upperHexOf(byte >> 4), 1);
      store<u8>(to, upperHexOf(byte & 0xf), 2);
      to += 3;
    }
  }
  return to;
}

/**
 * Decodes the escapes between `start` and `end` where they are, and returns where the bytes then end. What is no escape stays as it is, or,
 * with `isStrict`, is answered by 0.
 */
export function percentDecodeInPlace(start: usize, end: usize, isStrict: bool): usize {
  let target = start;
  for (let at = start; at < end; at++) {
    let byte = <u32>load<u8>(at);
    if (byte == 0x25) {
      const isWhole = at + 2 < end;
      const value = isWhole ? (hexValueOf(load<u8>(at, 1)) << 4) | hexValueOf(load<u8>(at, 2)) : NOT_HEXADECIMAL;
      if (value < NOT_HEXADECIMAL) {
        byte = value;
        at += 2;
      } else if (isStrict) {
        return 0;
      }
    }
    store<u8>(target++, byte);
  }
  return target;
}
