import { compareBytes } from "../compare-bytes";
import { NO_CODE_POINT } from "./code-point";
import { Pattern } from "./pattern";

/** The most ranges that the different sets of a pattern may come to. */
export const RANGES_MAX: u32 = 1000;

/** Where each range of `\d`, `\w`, `\s` and of the line terminators starts and ends (ECMA-262 §22.2.2.9, §12.2, §12.3). */
// @ts-ignore: decorator
@lazy
const DIGITS = memory.data<u32>([0x30, 0x3a]);

// @ts-ignore: decorator
@lazy
const WORD = memory.data<u32>([0x30, 0x3a, 0x41, 0x5b, 0x5f, 0x60, 0x61, 0x7b]);

// prettier-ignore
// @ts-ignore: decorator
@lazy
const SPACE = memory.data<u32>([
  0x09, 0x0e, 0x20, 0x21, 0xa0, 0xa1, 0x1680, 0x1681, 0x2000, 0x200b,
  0x2028, 0x202a, 0x202f, 0x2030, 0x205f, 0x2060, 0x3000, 0x3001, 0xfeff, 0xff00,
]);

// @ts-ignore: decorator
@lazy
const LINE_TERMINATORS = memory.data<u32>([0x0a, 0x0b, 0x0d, 0x0e, 0x2028, 0x202a]);

/**
 * The sets of characters that the pattern takes. Each is a list of ranges, first and last code point, in order and apart. One is open at a
 * time; when it is closed it gets a number, the same as an equal one before it.
 */
export class CharacterSet {
  static ranges: usize = 0;
  /** For each set the number of its first range, and after the last where the next will start. */
  static starts: usize = 0;
  static count: u32 = 0;
  private static size: u32 = 0;

  /** Needs room for RANGES_MAX + 1 ranges of eight bytes, and for RANGES_MAX + 2 starts of four. */
  static clear(ranges: usize, starts: usize): void {
    CharacterSet.ranges = ranges;
    CharacterSet.starts = starts;
    CharacterSet.count = 0;
    store<u32>(starts, 0);
  }

  static open(): void {
    CharacterSet.size = 0;
  }

  static add(first: u32, last: u32): void {
    const start = CharacterSet.rangesOf(CharacterSet.count);
    const end = start + (CharacterSet.size << 3);
    let at = start;
    while (at < end && load<u32>(at, 4) + 1 < first) at += 8;
    let rest = at;
    let low = first;
    let high = last;
    for (; rest < end && load<u32>(rest) <= last + 1; rest += 8) {
      low = min(low, load<u32>(rest));
      high = max(high, load<u32>(rest, 4));
    }
    if (rest == at && end >= CharacterSet.ranges + (RANGES_MAX << 3)) return failOnRanges();
    memory.copy(at + 8, rest, end - rest);
    store<u32>(at, low);
    store<u32>(at, high, 4);
    CharacterSet.size += 1 - <u32>((rest - at) >> 3);
  }

  /** Adds what the letter of `\d`, `\w`, `\s` or their capitals stands for; `n` are the line terminators. */
  static addClass(letter: u32): void {
    let table = DIGITS;
    let length: usize = 2 << 2;
    const lower = letter | 0x20;
    if (lower == 0x77) {
      table = WORD;
      length = 8 << 2;
    } else if (lower == 0x73) {
      table = SPACE;
      length = 20 << 2;
    } else if (lower == 0x6e) {
      table = LINE_TERMINATORS;
      length = 6 << 2;
    }
    if (letter == lower) {
      for (let at = table; at < table + length; at += 8) CharacterSet.add(load<u32>(at), load<u32>(at, 4) - 1);
      return;
    }
    let first: u32 = 0;
    for (let at = table; at < table + length; at += 8) {
      CharacterSet.add(first, load<u32>(at) - 1);
      first = load<u32>(at, 4);
    }
    CharacterSet.add(first, NO_CODE_POINT - 1);
  }

  /** The number of the set that was open. Case is folded before the set is negated, as by ECMA-262 §22.2.2.7.1. */
  static close(isNegated: bool = false): u32 {
    if (Pattern.ignoresCase) CharacterSet.fold();
    if (isNegated) CharacterSet.negate();
    const count = CharacterSet.count;
    const rangesEnd = load<u32>(CharacterSet.starts + (count << 2)) + CharacterSet.size;
    if (rangesEnd > RANGES_MAX) {
      failOnRanges();
      return 0;
    }
    const bytes = (<usize>CharacterSet.size) << 3;
    const ranges = CharacterSet.rangesOf(count);
    for (let set: u32 = 0; set < count; set++) {
      const other = CharacterSet.rangesOf(set);
      if (CharacterSet.rangesOf(set + 1) - other == bytes && compareBytes(other, ranges, bytes) == 0) return set;
    }
    CharacterSet.count++;
    store<u32>(CharacterSet.starts + (CharacterSet.count << 2), rangesEnd);
    return count;
  }

  /** Address of the ranges of a set; those of the set after it follow. */
  static rangesOf(set: u32): usize {
    return CharacterSet.ranges + (load<u32>(CharacterSet.starts + (set << 2)) << 3);
  }

  /** Whether the open set has the code point. */
  private static contains(codePoint: u32): bool {
    const start = CharacterSet.rangesOf(CharacterSet.count);
    const end = start + (CharacterSet.size << 3);
    for (let at = start; at < end; at += 8) {
      if (codePoint <= load<u32>(at, 4)) return codePoint >= load<u32>(at);
    }
    return false;
  }

  private static fold(): void {
    for (let upper: u32 = 0x41; upper <= 0x5a; upper++) {
      const lower = upper | 0x20;
      const hasUpper = CharacterSet.contains(upper);
      if (hasUpper == CharacterSet.contains(lower)) continue;
      const missing = hasUpper ? lower : upper;
      CharacterSet.add(missing, missing);
    }
  }

  /** The gaps between the ranges: their ends, shifted by one word. */
  private static negate(): void {
    const start = CharacterSet.rangesOf(CharacterSet.count);
    const end = start + (CharacterSet.size << 3);
    memory.copy(start + 4, start, end - start);
    store<u32>(start, 0);
    for (let at = start; at < end; at += 8) {
      store<u32>(at, load<u32>(at, 4) - 1, 4);
      store<u32>(at, load<u32>(at, 8) + 1, 8);
    }
    store<u32>(end, NO_CODE_POINT - 1, 4);
    if (load<u32>(end) < NO_CODE_POINT) CharacterSet.size++;
    if (load<u32>(start, 4) < NO_CODE_POINT) return;
    memory.copy(start, start + 8, end - start);
    CharacterSet.size--;
  }
}

function failOnRanges(): void {
  Pattern.fail("more than 1000 ranges of characters");
}
