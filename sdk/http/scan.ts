import { compareBytes } from "../compare-bytes";
/** Where the spaces and tabs at `start` end. */
export function skipSpace(text: string, start: i32, end: i32): i32 {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Where the spaces and tabs before `end` start. */
export function skipSpaceBack(text: string, start: i32, end: i32): i32 {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Where the first `unit` between `start` and `end` is; `end` without one. Unlike `indexOf`, it looks no further. */
export function find(text: string, unit: i32, start: i32, end: i32): i32 {
  let at = start;
  while (at < end && text.charCodeAt(at) != unit) at++;
  return at;
}

/** Whether the `length` units of `field` at `start` are those with which `text` begins; both must have as many. */
export function beginAlike(field: string, start: i32, text: string, length: i32): bool {
  const at = changetype<usize>(field) + ((<usize>start) << 1);
  return compareBytes(at, changetype<usize>(text), (<usize>length) << 1) == 0;
}

function isSpace(unit: i32): bool {
  return unit == 0x20 || unit == 0x09;
}
