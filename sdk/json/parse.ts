import { Cursor, END } from "./cursor";
import { parseValue } from "./parse-value";
import { JsonValue } from "./value";

/** A value, or the reason why there is none. */
export class JsonResult {
  constructor(
    /** Null exactly when `error` is not empty. */
    readonly value: JsonValue | null,
    /** What is wrong and where, such as "unexpected character at byte 12"; never a piece of the text. */
    readonly error: string,
  ) {}
}

/**
 * Reads `text` as one JSON value (RFC 8259), strictly: UTF-8 without byte order mark, nothing but white space around the
 * value, no lone surrogate escapes, no member name twice (I-JSON, RFC 7493 §2), no number beyond the doubles, at most
 * 64 arrays and objects inside each other. Numbers are the nearest double. The time is linear in the length, times the
 * logarithm of the number of members; the memory up to 40 times the length, so the caller bounds the length.
 *
 * @example
 * const result = parseJson(body);
 * if (result.value === null) log(result.error);
 */
export function parseJson(text: Uint8Array): JsonResult {
  return parseJsonAt(text.dataStart, text.byteLength);
}

/** `parseJson` over the `length` bytes at `start`. The result holds nothing of that memory. */
export function parseJsonAt(start: usize, length: usize): JsonResult {
  Cursor.open(start, length);
  let value = parseValue(0);
  if (value !== null && Cursor.peekToken() != END) {
    Cursor.failUnexpected();
    value = null;
  }
  return new JsonResult(value, Cursor.error);
}
