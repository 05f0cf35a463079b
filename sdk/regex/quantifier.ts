import { Code, failOnSize, INSTRUCTIONS_MAX, Op } from "./code";
import { Pattern } from "./pattern";

const UNBOUNDED: u32 = u32.MAX_VALUE;

/** What a count that is too large counts as: far beyond the program's size, far below an overflow. */
const COUNT_MAX: u32 = 100_000_000;

/** What a quantifier applies to: the code from `start` to the end, and the groups in it. */
export class Atom {
  static start: u32 = 0;
  static isNullable: bool = false;
  static firstGroup: u32 = 0;
  static endGroup: u32 = 0;
  /** Where the code of an atom lies while it is repeated; as large as the program's. */
  static copy: usize = 0;
}

/** Applies the quantifier that follows the atom, if there is one, and tells whether the whole may match the empty text. */
export function readQuantifier(): bool {
  const at = Pattern.at;
  let least: u32 = 0;
  let most = UNBOUNDED;
  if (Pattern.take(0x2b)) {
    least = 1;
  } else if (Pattern.take(0x3f)) {
    most = 1;
  } else if (Pattern.take(0x7b)) {
    least = readCount(at);
    most = least;
    if (Pattern.take(0x2c)) most = Pattern.peek() == 0x7d ? UNBOUNDED : readCount(at);
    if (!Pattern.take(0x7d)) Pattern.failAt(at, "invalid quantifier");
    else if (most < least) Pattern.failAt(at, "quantifier out of order");
  } else if (!Pattern.take(0x2a)) {
    return Atom.isNullable;
  }
  const isLazy = Pattern.take(0x3f);
  if (!Pattern.hasFailed()) repeat(least, most, isLazy);
  return Atom.isNullable || least == 0;
}

function readCount(at: usize): u32 {
  if (Pattern.peek() - 0x30 > 9) Pattern.failAt(at, "invalid quantifier");
  let count: u32 = 0;
  for (; Pattern.peek() - 0x30 < 10; Pattern.at += 2) count = min(count * 10 + (Pattern.peek() - 0x30), COUNT_MAX);
  return count;
}

/**
 * Writes the atom's code `least` times, and then either a loop or one optional copy for each that may follow. An iteration
 * forgets what its groups held; an optional one must not be empty (ECMA-262 §22.2.2.3.1), or it would never end.
 */
function repeat(least: u32, most: u32, isLazy: bool): void {
  const length = Code.length - Atom.start;
  if (length == 0) return;
  const clears = <u32>(Atom.endGroup > Atom.firstGroup && most > 1);
  const guards = <u32>Atom.isNullable;
  const isLoop = most == UNBOUNDED;
  // A last copy that takes a character can loop by itself.
  const loopsBack = isLoop && least > 0 && !Atom.isNullable;
  const block = 1 + clears + length + 2 * guards;
  const optional = isLoop ? 1 : most - least;
  const rest = loopsBack ? 1 : <u64>optional * block + u64(isLoop);
  if (<u64>least * (clears + length) + rest > INSTRUCTIONS_MAX - Atom.start) return failOnSize();
  memory.copy(Atom.copy, Code.start + (Atom.start << 2), length << 2);
  Code.length = Atom.start;
  for (let i: u32 = 0; i < least; i++) appendCopy(clears, 0, length);
  if (loopsBack) {
    Code.emit(isLazy ? Op.ForkNext : Op.ForkAway, -(<i32>(clears + length)));
    return;
  }
  for (let left = optional; left > 0; left--) {
    Code.emit(isLazy ? Op.ForkAway : Op.ForkNext, <i32>(block * left + <u32>isLoop));
    appendCopy(clears, guards, length);
  }
  if (isLoop) Code.emit(Op.Jump, -(<i32>block));
}

function appendCopy(clears: u32, guards: u32, length: u32): void {
  if (guards) Code.emit(Op.Enter, 0);
  if (clears) Code.emit(Op.Clear, <i32>((Atom.firstGroup << 1) | (Atom.endGroup << 9)));
  Code.append(Atom.copy, length);
  if (guards) Code.emit(Op.Leave, 0);
}
