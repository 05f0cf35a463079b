import { lowerCase } from "../headers";
import { parseCookieDate } from "./cookie-date";
import { SameSite, SetCookie } from "./set-cookie";
import { find, skipSpace, skipSpaceBack } from "./scan";

const ATTRIBUTE_MAX: i32 = 1024;

const PAIR_MAX: i32 = 4096;

/** Room for a pair and every attribute at its largest. */
const FIELD_MAX: i32 = 16384;

/**
 * Reads the value of one `Set-Cookie` field as browsers do (RFC 6265bis §5.6): of an attribute that comes twice the last counts, one with a
 * value that means nothing is skipped, and so is one that `SetCookie` does not have. Null where a browser keeps nothing (a control character,
 * a name and value of more than 4096 octets), for a cookie without a name, and for a field of more than 16384 octets.
 *
 * It reads more than `SetCookie` writes: look at `error` before a cookie is replaced by what was read of it.
 *
 * @example
 * const cookie = parseSetCookie(field);
 * if (cookie !== null) cookie.secure = true;
 */
export function parseSetCookie(field: string): SetCookie | null {
  if (field.length > FIELD_MAX) return null;
  for (let i = 0; i < field.length; i++) {
    const unit = field.charCodeAt(i);
    if (unit == 0x7f || (unit < 0x20 && unit != 0x09)) return null;
  }
  let end = endOfPart(field, 0);
  const name = nameIn(field, 0, end);
  const value = valueIn(field, 0, end);
  if (name.length == 0 || value === null || name.length + value.length > PAIR_MAX) return null;
  const cookie = new SetCookie(name, value);
  while (end < field.length) {
    const start = end + 1;
    end = endOfPart(field, start);
    const text = valueIn(field, start, end);
    readAttribute(cookie, lowerCase(nameIn(field, start, end)), text === null ? "" : text);
  }
  return cookie;
}

function readAttribute(cookie: SetCookie, name: string, value: string): void {
  if (value.length > ATTRIBUTE_MAX) return;
  if (name == "secure") {
    cookie.secure = true;
  } else if (name == "httponly") {
    cookie.httpOnly = true;
  } else if (name == "partitioned") {
    cookie.partitioned = true;
  } else if (name == "path") {
    cookie.path = value.startsWith("/") ? value : "";
  } else if (name == "domain") {
    cookie.domain = lowerCase(value.startsWith(".") ? value.substring(1) : value);
  } else if (name == "samesite") {
    cookie.sameSite = sameSiteOf(lowerCase(value));
  } else if (name == "expires") {
    const expires = parseCookieDate(value);
    if (expires != SetCookie.UNSET) cookie.expires = expires;
  } else if (name == "max-age") {
    const seconds = secondsOf(value);
    if (seconds != SetCookie.UNSET) cookie.maxAge = seconds;
  }
}

function sameSiteOf(value: string): SameSite {
  if (value == "none") return SameSite.None;
  if (value == "lax") return SameSite.Lax;
  return value == "strict" ? SameSite.Strict : SameSite.Unset;
}

/** A number of seconds, the largest ones cut at 400 days, which no browser goes beyond; UNSET for what is no number. */
function secondsOf(value: string): i64 {
  const isNegative = value.startsWith("-");
  let seconds: i64 = 0;
  for (let i = i32(isNegative); i < value.length; i++) {
    const digit = value.charCodeAt(i) - 0x30;
    if (<u32>digit > 9) return SetCookie.UNSET;
    seconds = min(seconds * 10 + digit, 400 * 86400);
  }
  if (value.length == i32(isNegative)) return SetCookie.UNSET;
  return isNegative ? -seconds : seconds;
}

function endOfPart(field: string, start: i32): i32 {
  return find(field, 0x3b, start, field.length);
}

/** What is before the equals sign, or all without one. */
function nameIn(field: string, start: i32, end: i32): string {
  const nameEnd = find(field, 0x3d, start, end);
  const from = skipSpace(field, start, nameEnd);
  return field.substring(from, skipSpaceBack(field, from, nameEnd));
}

/** What is behind the equals sign, null without one. */
function valueIn(field: string, start: i32, end: i32): string | null {
  const equals = find(field, 0x3d, start, end);
  if (equals == end) return null;
  const from = skipSpace(field, equals + 1, end);
  return field.substring(from, skipSpaceBack(field, from, end));
}
