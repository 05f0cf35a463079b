import { lowerCase } from "../headers";
import { beginAlike, find, skipSpace, skipSpaceBack } from "./scan";

/** A weight of 1 (RFC 9110 §12.4.2), in thousandths. */
const WEIGHT_MAX: i32 = 1000;

// @ts-ignore: decorator
@lazy
const ANY: string = "*/*";

const STAR: i32 = 0x2a;

/**
 * Which of the media types that are offered a client prefers, by its `Accept` field (RFC 9110 §12.5.1); the first one of those it likes best, and
 * the first one of all where it accepts none or says nothing: an error is better told in the wrong form than not at all. Types are
 * given in lower case and without parameters; parameters of the field other than `q` are not looked at.
 *
 * @example
 * const isJson = preferredMediaType(request.headers.get("accept"), ["text/plain", "application/json"]) == "application/json";
 */
export function preferredMediaType(accept: string | null, offered: string[]): string {
  let best = 0;
  let bestWeight = 0;
  if (accept !== null) {
    const field = lowerCase(accept);
    for (let i = 0; i < offered.length; ++i) {
      const weight = weightOf(field, offered[i]);
      if (weight <= bestWeight) continue;
      best = i;
      bestWeight = weight;
    }
  }
  return best < offered.length ? offered[best] : "";
}

/** The weight of a type by the most specific range that it is in; 0 for none. */
function weightOf(field: string, type: string): i32 {
  const slash = type.indexOf("/") + 1;
  let weight = 0;
  let specificity = 0;
  for (let start = 0; start < field.length;) {
    const end = find(field, 0x2c, start, field.length);
    const parameters = find(field, 0x3b, start, end);
    const from = skipSpace(field, start, parameters);
    const match = specificityOf(field, from, skipSpaceBack(field, from, parameters), type, slash);
    if (match > specificity) {
      specificity = match;
      weight = readWeight(field, parameters, end);
    }
    start = end + 1;
  }
  return weight;
}

/**
 * How closely the range between `start` and `end` speaks of `type`, whose subtype begins at `slash`: 3 by its name, 2 as `text/*`, 1 as any type; 0
 * where it does not.
 */
function specificityOf(field: string, start: i32, end: i32, type: string, slash: i32): i32 {
  const length = end - start;
  if (length == type.length && beginAlike(field, start, type, length)) return 3;
  if (length == slash + 1 && field.charCodeAt(end - 1) == STAR && beginAlike(field, start, type, slash)) return 2;
  return length == ANY.length && beginAlike(field, start, ANY, length) ? 1 : 0;
}

/** The parameter `q` between `start` and `end`, in thousandths; 1 where there is none, 0 where it is malformed. */
function readWeight(field: string, start: i32, end: i32): i32 {
  let at = start;
  while (at < end) {
    const next = find(field, 0x3b, at + 1, end);
    const name = skipSpace(field, at + 1, next);
    if (name + 2 <= next && field.charCodeAt(name) == 0x71 && field.charCodeAt(name + 1) == 0x3d) {
      return readThousandths(field, name + 2, skipSpaceBack(field, name + 2, next));
    }
    at = next;
  }
  return WEIGHT_MAX;
}

function readThousandths(field: string, start: i32, end: i32): i32 {
  if (start == end || end - start > 5) return 0;
  let weight = 0;
  let unit = WEIGHT_MAX;
  for (let at = start; at < end; ++at) {
    const character = field.charCodeAt(at);
    if (at == start + 1) {
      if (character != 0x2e) return 0;
      continue;
    }
    if (character < 0x30 || character > 0x39) return 0;
    weight += (character - 0x30) * unit;
    unit /= 10;
  }
  return weight <= WEIGHT_MAX ? weight : 0;
}
