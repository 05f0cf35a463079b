import { PercentEncodeSet, percentEncodeTo } from "./percent";

const DOT: u32 = 0x2e;

/**
 * Writes the path between `start` and `end` at `target`, with its dot segments resolved as the URL Standard does it (§4.4, path state), and
 * returns where it ends; 0 for one with a backslash, which the standard takes for a slash and servers do not. No path at all is `/`.
 */
export function writePathname(start: usize, end: usize, target: usize): usize {
  let to = target;
  let at = start;
  do {
    const segment = start == end ? start : at + 1;
    at = segment;
    while (at < end && load<u8>(at) != 0x2f) {
      if (load<u8>(at++) == 0x5c) return 0;
    }
    const dots = countDots(segment, at);
    if (dots == 2 && to > target) {
      do to--;
      while (load<u8>(to) != 0x2f);
    }
    if (dots > 0 && at < end) continue;
    store<u8>(to, 0x2f);
    to = dots > 0 ? to + 1 : percentEncodeTo(segment, at, PercentEncodeSet.Path, to + 1);
  } while (at < end);
  return to;
}

/** 1 and 2 for a single and a double dot segment, whose dots may be escaped; else 0. */
function countDots(start: usize, end: usize): i32 {
  let count = 0;
  let at = start;
  while (at < end && count < 3) {
    if (load<u8>(at) == DOT) at++;
    else if (end - at >= 3 && load<u8>(at) == 0x25 && load<u8>(at, 1) == 0x32 && (load<u8>(at, 2) | 0x20) == 0x65) {
      at += 3;
    } else return 0;
    count++;
  }
  return count < 3 ? count : 0;
}
