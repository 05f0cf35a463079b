import { decodeCodePoint } from "../../assembly/utf8";
import { Kind } from "./code";
import { codePointAt, sizeOf } from "./code-point";
import { Dfa, MATCH } from "./dfa";

/**
 * Whether the UTF-16 between `start` and `end` has a match that starts at `from` or later: then the address of a place from which
 * that match can be searched, no later than its start; else 0.
 */
export function findText(dfa: Dfa, start: usize, end: usize, from: usize): usize {
  const alphabet = dfa.program.alphabet;
  let state = dfa.start(dfa.program.kindBefore(start, from));
  let at = from;
  let fresh = from;
  while (state > MATCH) {
    if (dfa.isFresh(state)) fresh = at;
    let symbol = alphabet.count;
    if (at < end) {
      let codePoint = <u32>load<u16>(at);
      if (codePoint >= 128) codePoint = codePointAt(at, end);
      at += sizeOf(codePoint);
      symbol = alphabet.symbolOf(codePoint);
    }
    state = dfa.next(state, symbol);
  }
  return state == MATCH ? fresh : 0;
}

/** Whether the UTF-8 between `start` and `end` has a match; what is malformed counts as U+FFFD. */
export function matchesUtf8(dfa: Dfa, start: usize, end: usize): bool {
  const alphabet = dfa.program.alphabet;
  let state = dfa.start(Kind.Edge);
  let at = start;
  while (state > MATCH) {
    let symbol = alphabet.count;
    if (at < end) {
      const byte = <u32>load<u8>(at);
      const found = byte < 128 ? (byte << 3) | 1 : decodeCodePoint(at, end);
      at += found & 7;
      symbol = alphabet.symbolOf(found >> 3);
    }
    state = dfa.next(state, symbol);
  }
  return state == MATCH;
}
