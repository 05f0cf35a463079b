import { canHold } from "../../assembly/memory";
import { compareBytes } from "../compare-bytes";
import { hexValueOf, NOT_HEXADECIMAL, upperHexOf } from "../encoding/hex";

const PERCENT: u32 = 0x25;

const DOT: u32 = 0x2e;

const SLASH: u32 = 0x2f;

const SEMICOLON: u32 = 0x3b;

const BACKSLASH: u32 = 0x5c;

/**
 * The path of a request as access control must see it, or null for a path that is never on a list, because servers do not
 * agree on what it means: treat null as the strictest case.
 *
 * The query and a fragment are cut. What a path may have as it stands (`pchar` of RFC 3986 §3.3: letters, digits, `-._~!$&'()*+,=:@`) has no
 * escape, all else has one, with upper-case digits: `/a%3ab|c` is `/a:b%7Cc`. That is more than §6.2.2 calls equivalent, but to most
 * servers both are one. Nothing is decoded twice: `%252e` stays `%252e`, the overlong `%c0%ae` stays `%C0%AE`.
 * Then dot segments are resolved (§5.2.4). A trailing slash is kept. Null is the answer to
 * - a path that does not start with a slash;
 * - an escape without two hexadecimal digits;
 * - an encoded slash, a backslash or a control character (NUL included), raw or escaped: some servers split or cut there;
 * - a semicolon, raw or escaped: some servers take path parameters off first, and `/public/..;/admin` is `/admin` to them;
 * - an empty segment, `//`: some servers merge slashes before they resolve dots, others do not, so `/public//../admin` is
 *   `/admin` to one and `/public/admin` to the other;
 * - what is not ASCII and has no escape: no path has it (RFC 3986 §2), and servers take it for bytes of different encodings;
 * - a path that memory can't hold four times.
 *
 * @example
 * const path = normalizePath("/public/%2e%2e/admin?x=1"); // "/admin"
 * const isPublic = path !== null && matchesPathPrefix(path, "/public"); // false
 */
export function normalizePath(path: string): string | null {
  return normalize(path, false);
}

/**
 * The path of a request with its dot segments resolved, to be sent on in its place; null where `normalizePath` has no answer, but for what is
 * not ASCII. Segment for segment it is what `normalizePath` says, with what may have another meaning as it came: escapes of unreserved
 * characters alone are decoded (RFC 3986 §6.2.2.2), the others have upper-case digits.
 *
 * @example
 * const path = resolvePath("/a/../ada%40x%2e?y"); // "/ada%40x."
 */
export function resolvePath(path: string): string | null {
  return normalize(path, true);
}

function normalize(path: string, isSentOn: bool): string | null {
  let at = changetype<usize>(path);
  const end = findPathEnd(at, at + ((<usize>path.length) << 1));
  if (at == end || load<u16>(at) != SLASH || !canHold((end - at) * 3)) return null;
  const result = __new((end - at) * 3, idof<string>());
  store<u16>(result, <u16>SLASH);
  at += 2;
  let segment = result + 2;
  let target = segment;
  while (at < end) {
    let unit = <u32>load<u16>(at);
    at += 2;
    if (unit == SLASH) {
      if (target == segment) return null;
      target = closeSegment(result, segment, target);
      // Only a dot segment leaves nothing behind it that a slash must end.
      if (load<u16>(target - 2) != SLASH) {
        store<u16>(target, <u16>SLASH);
        target += 2;
      }
      segment = target;
      continue;
    }
    let isEscaped = false;
    if (unit == PERCENT) {
      isEscaped = true;
      if (at + 4 > end) return null;
      unit = (hexValueOf(load<u16>(at)) << 4) | hexValueOf(load<u16>(at, 2));
      if (unit >= NOT_HEXADECIMAL || unit == SLASH) return null;
      at += 4;
    } else if (unit > 0x7f && !isSentOn) {
      return null;
    }
    if (unit < 0x20 || unit == 0x7f || unit == BACKSLASH || unit == SEMICOLON) return null;
    if (isSentOn ? isEscaped && !isUnreserved(unit) : !isPathCharacter(unit)) {
      store<u16>(target, <u16>PERCENT);
      store<u16>(target, <u16>upperHexOf(unit >> 4), 2);
      store<u16>(target, <u16>upperHexOf(unit & 0xf), 4);
      target += 6;
    } else {
      store<u16>(target, <u16>unit);
      target += 2;
    }
  }
  return changetype<string>(__renew(result, closeSegment(result, segment, target) - result));
}

/**
 * Whether `path`, as `normalizePath` returned it, is `prefix` or lies below it. Whole segments count: `/public` matches
 * `/public`, `/public/` and `/public/x`, not `/publicity`. `/public/` says the same as `/public`, and `/` matches every path. The prefix
 * is compared as it stands, so one that comes from a configuration is normalised first.
 */
export function matchesPathPrefix(path: string, prefix: string): bool {
  const start = changetype<usize>(prefix);
  let length = (<usize>prefix.length) << 1;
  if (length == 0 || load<u16>(start) != SLASH) return false;
  if (load<u16>(start + length - 2) == SLASH) length -= 2;
  const pathStart = changetype<usize>(path);
  const pathLength = (<usize>path.length) << 1;
  if (pathLength < length || compareBytes(pathStart, start, length) != 0) return false;
  return pathLength == length || load<u16>(pathStart + length) == SLASH;
}

/**
 * Whether `path`, as `normalizePath` returned it, is one of the prefixes or lies below one, as `matchesPathPrefix` has it.
 *
 * @example
 * const path = normalizePath(request.path);
 * const isOpen = path !== null && matchesAnyPathPrefix(path, ["/public", "/health"]);
 */
export function matchesAnyPathPrefix(path: string, prefixes: string[]): bool {
  for (let i = 0; i < prefixes.length; ++i) {
    if (matchesPathPrefix(path, prefixes[i])) return true;
  }
  return false;
}

/** The query of a request's path, with its question mark; a fragment is no part of a request. Empty where there is none. */
export function queryOf(path: string): string {
  const hash = path.indexOf("#");
  const end = hash < 0 ? path.length : hash;
  const mark = path.indexOf("?");
  return mark < 0 || mark > end ? "" : path.substring(mark, end);
}

/** Where the query or the fragment starts. */
function findPathEnd(start: usize, end: usize): usize {
  let at = start;
  while (at < end && load<u16>(at) != 0x3f && load<u16>(at) != 0x23) at += 2;
  return at;
}

/** Takes a dot segment off again, and the segment before it where it is a double dot; returns where writing goes on. */
function closeSegment(result: usize, segment: usize, target: usize): usize {
  const length = target - segment;
  if (length == 2 && load<u16>(segment) == DOT) return segment;
  if (length != 4 || load<u32>(segment) != ((DOT << 16) | DOT)) return target;
  let parent = segment;
  if (parent > result + 2) {
    do parent -= 2;
    while (load<u16>(parent - 2) != SLASH);
  }
  return parent;
}

/** `pchar` of RFC 3986 §3.3 but for the semicolon: bit n for the character n, and for the character 64 + n. */
function isPathCharacter(octet: u32): bool {
  const word: u64 = octet < 64 ? 0x27ff7fd200000000 : 0x47fffffe87ffffff;
  return octet < 0x80 && ((word >> octet) & 1) != 0;
}

/** RFC 3986 §2.3. */
function isUnreserved(octet: u32): bool {
  return (
    (octet | 0x20) - 0x61 < 26 || octet - 0x30 < 10 || octet == 0x2d || octet == DOT || octet == 0x5f || octet == 0x7e
  );
}
