import { INVALID_DATE, monthAt, secondsOf } from "./date";
import { find } from "./scan";

/**
 * The moment that the `Expires` of a `Set-Cookie` names, in seconds since 1970-01-01T00:00:00Z, read as browsers do (RFC 6265 §5.1.1): time,
 * day, month and year are looked for in this order in each word, whatever is between them. INVALID_DATE where one is missing or on no
 * calendar.
 */
export function parseCookieDate(text: string): i64 {
  let time = -1;
  let day = -1;
  let month = -1;
  let year = -1;
  let at = 0;
  while (at < text.length) {
    if (isDelimiter(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const word = at;
    while (at < text.length && !isDelimiter(text.charCodeAt(at))) at++;
    if (time < 0 && timeAt(text, word, at) >= 0) time = timeAt(text, word, at);
    else if (day < 0 && numberOf(text, word, at, 1, 2) >= 0) day = numberOf(text, word, at, 1, 2);
    else if (month < 0 && at - word >= 3 && monthAt(text, word) >= 0) month = monthAt(text, word);
    else if (year < 0) year = numberOf(text, word, at, 2, 4);
  }
  if (year >= 70 && year <= 99) year += 1900;
  else if (year >= 0 && year <= 69) year += 2000;
  if (time < 0 || month < 0 || year < 1601) return INVALID_DATE;
  return secondsOf(year, month, day, time >> 16, (time >> 8) & 0xff, time & 0xff);
}

/** `8:49:37`, and anything after a character that is no digit, as hour << 16 | minute << 8 | second; else -1. */
function timeAt(text: string, start: i32, end: i32): i32 {
  const minutes = find(text, 0x3a, start, end) + 1;
  const seconds = find(text, 0x3a, minutes, end) + 1;
  if (seconds > end) return -1;
  const hour = wholeNumberOf(text, start, minutes - 1);
  const minute = wholeNumberOf(text, minutes, seconds - 1);
  const second = numberOf(text, seconds, end, 1, 2);
  // A leap second is none to a cookie.
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return -1;
  return (hour << 16) | (minute << 8) | second;
}

/** One digit or two, and nothing else; else -1. */
function wholeNumberOf(text: string, start: i32, end: i32): i32 {
  return end - start <= 2 ? numberOf(text, start, end, 1, 2) : -1;
}

/** The number of so many digits at `start`, with no digit after it; else -1. */
function numberOf(text: string, start: i32, end: i32, least: i32, most: i32): i32 {
  let number = 0;
  let at = start;
  for (; at < end && isDigit(text.charCodeAt(at)); at++) {
    if (at - start == most) return -1;
    number = number * 10 + text.charCodeAt(at) - 0x30;
  }
  return at - start < least ? -1 : number;
}

function isDigit(unit: i32): bool {
  return unit >= 0x30 && unit <= 0x39;
}

function isDelimiter(unit: i32): bool {
  if (unit == 0x09 || (unit >= 0x20 && unit <= 0x2f)) return true;
  return (unit >= 0x3b && unit <= 0x40) || (unit >= 0x5b && unit <= 0x60) || (unit >= 0x7b && unit <= 0x7e);
}
