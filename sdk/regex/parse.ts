import { readClass, addItem } from "./character-class";
import { CharacterSet } from "./character-set";
import { Code, Kind, Op } from "./code";
import { NO_CODE_POINT } from "./code-point";
import { readEscape } from "./escape";
import { Groups, readGroupStart } from "./group";
import { Pattern } from "./pattern";
import { Atom, readQuantifier } from "./quantifier";

/** The parser recurses once for each group around another. */
const DEPTH_MAX: i32 = 50;

/** Writes the whole pattern as code (Thompson 1968), or sets the pattern's error. */
export function parsePattern(): void {
  parseDisjunction(0);
  if (Pattern.peek() == 0x29) Pattern.fail("unmatched )");
  Code.emit(Op.Match, 0);
}

/** The alternatives up to a closing parenthesis or the end; tells whether one may match the empty text, as all the following do. */
function parseDisjunction(depth: i32): bool {
  if (depth > DEPTH_MAX) {
    Pattern.fail("groups nested deeper than 50");
    return true;
  }
  // The jumps from the alternatives to the end, each with the index of the one before it, until the end is known.
  let jump: i32 = -1;
  let isNullable = false;
  while (true) {
    const start = Code.length;
    if (parseAlternative(depth)) isNullable = true;
    if (!Pattern.take(0x7c)) break;
    Code.insert(start, Op.ForkNext, <i32>(Code.length - start) + 2);
    Code.emit(Op.Jump, jump);
    jump = <i32>Code.length - 1;
  }
  while (jump >= 0 && !Pattern.hasFailed()) {
    const previous = Code.operandAt(jump);
    Code.replace(jump, Op.Jump, <i32>Code.length - jump);
    jump = previous;
  }
  return isNullable;
}

function parseAlternative(depth: i32): bool {
  let isNullable = true;
  while (true) {
    const unit = Pattern.peek();
    if (unit == NO_CODE_POINT || unit == 0x7c || unit == 0x29) return isNullable;
    if (!parseAssertion(unit) && !parseTerm(unit, depth)) isNullable = false;
  }
}

/** Takes `^`, `$`, `\b` or `\B`; what they are in front of may not be repeated. */
function parseAssertion(unit: u32): bool {
  const edge = Pattern.isMultiline ? Kind.Edge | Kind.LineTerminator : Kind.Edge;
  if (unit == 0x5e) {
    Code.emit(Op.Before, edge);
  } else if (unit == 0x24) {
    Code.emit(Op.After, edge);
  } else if (unit == 0x5c && (Pattern.peek(1) | 0x20) == 0x62) {
    Code.emit(Op.Boundary, i32(Pattern.peek(1) == 0x62));
    Pattern.at += 2;
  } else {
    return false;
  }
  Pattern.at += 2;
  return true;
}

/** An atom and its quantifier. */
function parseTerm(unit: u32, depth: i32): bool {
  const start = Code.length;
  const firstGroup = Groups.count;
  const isNullable = unit == 0x28 ? parseGroup(depth) : parseCharacter(unit);
  Atom.start = start;
  Atom.isNullable = isNullable;
  Atom.firstGroup = firstGroup;
  Atom.endGroup = Groups.count;
  return readQuantifier();
}

function parseGroup(depth: i32): bool {
  const at = Pattern.at;
  Pattern.at += 2;
  const group = readGroupStart();
  if (group) Code.emit(Op.Save, (<i32>group) << 1);
  const isNullable = parseDisjunction(depth + 1);
  if (group) Code.emit(Op.Save, ((<i32>group) << 1) + 1);
  if (!Pattern.take(0x29)) Pattern.failAt(at, "missing )");
  return isNullable;
}

/** A set of characters, be it of one only. Never matches the empty text. */
function parseCharacter(unit: u32): bool {
  if (unit == 0x2a || unit == 0x2b || unit == 0x3f || unit == 0x7b) {
    Pattern.fail("nothing to repeat");
  } else if (unit == 0x5d || unit == 0x7d) {
    Pattern.fail("unescaped bracket");
  } else if (Pattern.take(0x5b)) {
    Code.emit(Op.Take, readClass());
  } else {
    CharacterSet.open();
    if (Pattern.take(0x2e)) {
      if (!Pattern.dotTakesAll) CharacterSet.addClass(0x6e);
      Code.emit(Op.Take, CharacterSet.close(true));
    } else {
      addItem(Pattern.take(0x5c) ? readEscape(false) : Pattern.takeCodePoint());
      Code.emit(Op.Take, CharacterSet.close());
    }
  }
  return false;
}
