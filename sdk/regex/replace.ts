import { compareBytes } from "../compare-bytes";
import { codePointAt, sizeOf } from "./code-point";
import { Dfa } from "./dfa";
import { findText } from "./find";
import { Pike } from "./pike";
import { TextBuilder } from "./text-builder";

/** How often over the searches for all matches may read a text. */
const READS_MAX: u64 = 32;
/** How many instructions of a program, times bytes of a text, that may take: far less than the steps of a callback. */
const WORK_MAX: u64 = 50_000_000;

const DOLLAR: u32 = 0x24;

/** `text` with its first match or all of them replaced; null when that would be longer than `lengthMax`, or take too many reads. */
export function replaceMatches(
  dfa: Dfa,
  text: string,
  replacement: string,
  lengthMax: i32,
  isGlobal: bool,
): string | null {
  const start = changetype<usize>(text);
  const end = start + ((<usize>text.length) << 1);
  const size = <u64>(end - start);
  let bytesLeft = <i64>min(READS_MAX * (size + 1024), size + WORK_MAX / dfa.program.length);
  let kept = start;
  let from = start;
  TextBuilder.open((<usize>max(lengthMax, 0)) << 1);
  while (!TextBuilder.hasFailed) {
    const fresh = findText(dfa, start, end, from);
    if (fresh == 0 || !Pike.search(dfa.program, start, end, fresh)) {
      if (from == start) return text;
      break;
    }
    bytesLeft -= <i64>(Pike.end - from);
    if (bytesLeft < 0) TextBuilder.fail();
    const match = Pike.startOf(0, start);
    const matchEnd = Pike.endOf(0, start);
    TextBuilder.add(kept, match);
    expand(dfa.program.groupNames, replacement, start, end);
    kept = matchEnd;
    from = matchEnd;
    if (match == matchEnd) {
      if (matchEnd == end) break;
      from += sizeOf(codePointAt(matchEnd, end));
    }
    if (!isGlobal) break;
  }
  TextBuilder.add(kept, end);
  return TextBuilder.close();
}

/** Adds what the replacement stands for to the text that is being built (ECMA-262 §22.1.3.19.1). */
function expand(names: string[], replacement: string, start: usize, end: usize): void {
  let at = changetype<usize>(replacement);
  const stop = at + ((<usize>replacement.length) << 1);
  while (at < stop) {
    const literal = at;
    while (at < stop && load<u16>(at) != DOLLAR) at += 2;
    TextBuilder.add(literal, at);
    if (at >= stop) return;
    const size = expandReference(names, at, stop, start, end);
    // What is no reference stands for itself.
    if (size == 0) TextBuilder.add(at, at + 2);
    at += max(size, 2);
  }
}

/** Adds what the reference at `at` stands for and returns its size; 0 when it is none. */
function expandReference(names: string[], at: usize, stop: usize, start: usize, end: usize): usize {
  if (at + 2 >= stop) return 0;
  const unit = <u32>load<u16>(at, 2);
  if (unit == DOLLAR) {
    TextBuilder.add(at, at + 2);
    return 4;
  }
  if (unit == 0x26) {
    addGroup(0, start);
    return 4;
  }
  if (unit == 0x60) {
    TextBuilder.add(start, Pike.startOf(0, start));
    return 4;
  }
  if (unit == 0x27) {
    TextBuilder.add(Pike.endOf(0, start), end);
    return 4;
  }
  if (unit == 0x3c) return expandName(names, at, stop, start);
  const digit = unit - 0x30;
  if (digit > 9) return 0;
  const second = at + 4 < stop ? <u32>load<u16>(at, 4) - 0x30 : 10;
  const number = digit * 10 + second;
  if (second < 10 && number > 0 && number < <u32>names.length) {
    addGroup(number, start);
    return 6;
  }
  if (digit == 0 || digit >= <u32>names.length) return 0;
  addGroup(digit, start);
  return 4;
}

/** `$<name>`: a reference only where the pattern has names at all; one that it has not stands for nothing. */
function expandName(names: string[], at: usize, stop: usize, start: usize): usize {
  let close = at + 4;
  while (close < stop && load<u16>(close) != 0x3e) close += 2;
  if (close >= stop) return 0;
  const size = close - at - 4;
  let hasNames = false;
  for (let group = 1; group < names.length; group++) {
    const name = changetype<usize>(names[group]);
    const nameSize = (<usize>names[group].length) << 1;
    if (nameSize) hasNames = true;
    if (nameSize == size && compareBytes(name, at + 4, size) == 0 && size) addGroup(group, start);
  }
  return hasNames ? size + 6 : 0;
}

function addGroup(group: u32, start: usize): void {
  if (Pike.hasGroup(group)) TextBuilder.add(Pike.startOf(group, start), Pike.endOf(group, start));
}
