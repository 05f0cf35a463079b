import { Bytes } from "sluice/sdk";
import { Octets, ROUNDS } from "./octets";

const SLASH: u8 = 0x2f;

const DOT: u8 = 0x2e;

/**
 * What servers may make of a path, as access control that refuses must see it: the path as it was sent; decoded, once and more often;
 * and each of these as those see it who take path parameters off, take `\` for a slash and resolve dot segments, with and without merging
 * slashes, or cut at a NUL. Also as a row of servers hands it on, of which each does so and decodes once.
 */
export function readPath(path: Bytes): string[] {
  const raw = path.subarray(0, findPathEnd(path));
  const readings: string[] = [raw.toString()];
  if (isPlain(raw)) return readings;
  let last = "";
  for (let rounds = 0; rounds <= ROUNDS; ++rounds) {
    const decoded = new Octets(raw);
    decoded.decodePercent(rounds);
    const text = decoded.toString();
    if (text == last) break;
    last = text;
    add(readings, text);
    add(readings, resolve(raw, rounds, true, false));
    add(readings, resolve(raw, rounds, false, false));
    if (text.includes("\0")) add(readings, resolve(raw, rounds, true, true));
  }
  addHops(readings, raw, true);
  addHops(readings, raw, false);
  return readings;
}

/** What each server of a row makes of what the one before it has resolved. */
function addHops(readings: string[], raw: Bytes, mergesSlashes: bool): void {
  const octets = new Octets(raw);
  for (let hop = 0; hop <= ROUNDS; ++hop) {
    if (hop > 0 && !octets.decodePercentOnce()) return;
    clean(octets, false);
    resolveDots(octets, mergesSlashes);
    add(readings, octets.toString());
  }
}

function add(readings: string[], text: string): void {
  if (!readings.includes(text)) readings.push(text);
}

/** Where the query or a fragment starts. */
function findPathEnd(path: Bytes): i32 {
  let end = 0;
  while (end < path.byteLength && path.at(end) != 0x3f && path.at(end) != 0x23) ++end;
  return end;
}

/** Whether all servers read it alike: no escapes, parameters, backslashes, control characters, dot segments or empty ones. */
function isPlain(path: Bytes): bool {
  let last = 0;
  for (let i = 0; i < path.byteLength; ++i) {
    const octet = path.at(i);
    if (octet < 0x20 || octet == 0x7f || octet == 0x25 || octet == 0x3b || octet == 0x5c) return false;
    if (last == SLASH && (octet == SLASH || octet == DOT)) return false;
    last = octet;
  }
  return true;
}

function resolve(path: Bytes, rounds: i32, mergesSlashes: bool, cutsAtNul: bool): string {
  const octets = new Octets(path);
  octets.decodePercent(rounds);
  clean(octets, cutsAtNul);
  resolveDots(octets, mergesSlashes);
  return octets.toString();
}

/** Takes parameters and control characters off; a backslash becomes a slash. */
function clean(octets: Octets, cutsAtNul: bool): void {
  const end = octets.end;
  let to = octets.start;
  let isParameter = false;
  for (let at = octets.start; at < end; ++at) {
    let octet = load<u8>(at);
    if (octet == 0 && cutsAtNul) break;
    if (octet == 0x5c) octet = SLASH;
    if (octet == SLASH) isParameter = false;
    else if (octet == 0x3b) isParameter = true;
    if (isParameter || octet < 0x20 || octet == 0x7f) continue;
    store<u8>(to++, octet);
  }
  octets.length = <i32>(to - octets.start);
}

/** RFC 3986 §5.2.4, where it lies. */
function resolveDots(octets: Octets, mergesSlashes: bool): void {
  const start = octets.start;
  const end = octets.end;
  if (start == end || load<u8>(start) != SLASH) return;
  let to = start;
  for (let at = start; at < end;) {
    let next = at + 1;
    while (next < end && load<u8>(next) != SLASH) ++next;
    const dots = countDots(at + 1, next);
    const isLast = next == end;
    if (dots == 2) {
      do --to;
      while (to > start && load<u8>(to) != SLASH);
      to = max(to, start);
    }
    if (dots > 0 || (mergesSlashes && next == at + 1)) {
      if (isLast) store<u8>(to++, SLASH);
    } else {
      memory.copy(to, at, next - at);
      to += next - at;
    }
    at = next;
  }
  octets.length = <i32>(to - start);
}

/** 1 and 2 for a single and a double dot segment, else 0. */
function countDots(start: usize, end: usize): i32 {
  const size = <i32>(end - start);
  if (size < 1 || size > 2 || load<u8>(start) != DOT || load<u8>(end - 1) != DOT) return 0;
  return size;
}
