import { Pattern } from "./pattern";

/** The most instructions that a pattern may come to: what one character of a text costs at worst. */
export const INSTRUCTIONS_MAX: u32 = 2000;

/**
 * What an instruction does; its operand comes with it. A thread is one way to match, tried in the order of preference. Where a
 * thread "gives up", the next one in that order goes on.
 */
export const enum Op {
  /** Takes one character, of the set `operand`. */
  Take,
  /** Goes on with the next instruction; second choice: `operand` instructions further. */
  ForkNext,
  /** Goes on `operand` instructions further; second choice: with the next one. */
  ForkAway,
  /** Goes on `operand` instructions further. */
  Jump,
  /** Notes the position in the slot `operand`. */
  Save,
  /** Forgets the slots from `operand & 0xff` up to, not including, `operand >> 8`: an iteration starts without groups (ECMA-262 §22.2.2.3.1). */
  Clear,
  /** Starts an iteration that must not be empty. */
  Enter,
  /** Ends it: gives up where no character was taken since. */
  Leave,
  /** Goes on where what stands before is of a kind in the mask `operand`. */
  Before,
  /** Goes on where what stands next is of a kind in the mask `operand`. */
  After,
  /** Goes on at a word boundary (`operand` 1), or where there is none (0). */
  Boundary,
  Match,
}

/** Kinds of what stands before or after a position, as bits of a mask. */
export const enum Kind {
  Word = 1,
  LineTerminator = 2,
  /** Not a character: the start or the end of the text. */
  Edge = 4,
}

/**
 * The code of the pattern that is being compiled: one word an instruction, the operation in the low four bits and a signed operand
 * above them. Jumps are relative, so that a piece of code means the same wherever it is moved or copied.
 */
export class Code {
  static start: usize = 0;
  static length: u32 = 0;

  static open(start: usize): void {
    Code.start = start;
    Code.length = 0;
  }

  static emit(op: Op, operand: i32): void {
    Code.insert(Code.length, op, operand);
  }

  /** Puts an instruction before that at `index`; no jump leads from what comes before to what comes after. */
  static insert(index: u32, op: Op, operand: i32): void {
    if (Code.length >= INSTRUCTIONS_MAX) return failOnSize();
    const at = Code.start + (index << 2);
    memory.copy(at + 4, at, (Code.length - index) << 2);
    store<u32>(at, encode(op, operand));
    Code.length++;
  }

  static append(fragment: usize, length: u32): void {
    if (Code.length + length > INSTRUCTIONS_MAX) return failOnSize();
    memory.copy(Code.start + (Code.length << 2), fragment, length << 2);
    Code.length += length;
  }

  static operandAt(index: u32): i32 {
    return operandOf(load<u32>(Code.start + (index << 2)));
  }

  static replace(index: u32, op: Op, operand: i32): void {
    store<u32>(Code.start + (index << 2), encode(op, operand));
  }
}

export function failOnSize(): void {
  Pattern.fail("more than 2000 instructions");
}

// @ts-ignore: decorator
@inline
export function opOf(instruction: u32): Op {
  return <Op>(instruction & 15);
}

// @ts-ignore: decorator
@inline
export function operandOf(instruction: u32): i32 {
  return (<i32>instruction) >> 4;
}

function encode(op: Op, operand: i32): u32 {
  return (<u32>op) | (<u32>(operand << 4));
}
