import { Kind, Op, opOf, operandOf } from "./code";
import { codePointAt, sizeOf } from "./code-point";
import { isMember, Program } from "./program";
import { Scratch } from "./scratch";

/** Marks an entry of the stack that gives a slot its old value back. */
const RESTORE: u32 = 0x80000000;

/**
 * The one search at hand, by Pike's machine: threads, in the order of preference, go through the text side by side, and of two at the same
 * instruction only the preferred one goes on. A thread carries slots: for each group where it starts and ends, or -1.
 */
export class Pike {
  /** The slots of the match that was found last, until the next search: UTF-16 units from the start of the text. */
  static found: usize = 0;
  /** Up to where the last search read. */
  static end: usize = 0;

  private static code: usize = 0;
  private static rowSize: u32 = 0;
  static slots: usize = 0;
  private static slotsSize: usize = 0;
  /** For each instruction the last step at which a thread came by: without a character since `Op.Enter`, and with one. */
  private static marks: usize = 0;
  private static stack: usize = 0;
  private static step: u32 = 0;
  private static position: i32 = 0;
  private static symbol: u32 = 0;
  private static before: u32 = 0;
  private static after: u32 = 0;
  /** Where the next thread goes that takes the symbol. */
  private static survivor: usize = 0;

  /** Finds the match that a backtracking search from `from` on would find first. */
  static search(program: Program, start: usize, end: usize, from: usize): bool {
    const alphabet = program.alphabet;
    const threadSize = Pike.open(program);
    let threads = Pike.found + Pike.slotsSize;
    let threadsEnd = threads;
    let survivors = threads + <usize>program.takes * threadSize;
    let isFound = false;
    let at = from;
    Pike.before = program.kindBefore(start, from);
    while (true) {
      let size: usize = 0;
      Pike.symbol = alphabet.count;
      if (at < end) {
        const codePoint = codePointAt(at, end);
        size = sizeOf(codePoint);
        Pike.symbol = alphabet.symbolOf(codePoint);
      }
      Pike.after = program.kindOf(Pike.symbol);
      Pike.position = <i32>((at - start) >> 1);
      Pike.survivor = survivors;
      if (Pike.advance(program, threads, threadsEnd, threadSize, !isFound)) isFound = true;
      at += size;
      Pike.end = at;
      if (size == 0 || (isFound && Pike.survivor == survivors)) return isFound;
      const others = threads;
      threads = survivors;
      threadsEnd = Pike.survivor;
      survivors = others;
      Pike.before = Pike.after;
    }
  }

  /** Whether the group took part in the match that was found. */
  static hasGroup(group: u32): bool {
    return load<i32>(Pike.found + (group << 3)) >= 0;
  }

  /** Where the group starts, in a text at `start`. */
  static startOf(group: u32, start: usize): usize {
    return start + ((<usize>load<i32>(Pike.found + (group << 3))) << 1);
  }

  static endOf(group: u32, start: usize): usize {
    return start + ((<usize>load<i32>(Pike.found + (group << 3), 4)) << 1);
  }

  /** Lays out the scratch memory and returns the size of a thread. */
  private static open(program: Program): usize {
    const slotsSize = (<usize>program.groupNames.length) << 3;
    Pike.code = changetype<usize>(program.code);
    Pike.rowSize = program.alphabet.rowSize;
    Pike.slotsSize = slotsSize;
    Pike.marks = Scratch.start;
    Pike.stack = Pike.marks + program.length * 8;
    Pike.slots = Pike.stack + program.stackSize;
    Pike.found = Pike.slots + slotsSize;
    memory.fill(Pike.marks, 0, program.length * 8);
    Pike.step = 0;
    return slotsSize + 4;
  }

  /** Follows every thread up to the next symbol, in order, until one matches: what comes after that one is not preferred to it. */
  private static advance(program: Program, threads: usize, end: usize, threadSize: usize, mayStart: bool): bool {
    Pike.step++;
    let isMatch = false;
    for (let thread = threads; thread < end && !isMatch; thread += threadSize) {
      memory.copy(Pike.slots, thread + 4, Pike.slotsSize);
      isMatch = Pike.follow(program, load<u32>(thread));
    }
    if (!isMatch && mayStart) {
      memory.fill(Pike.slots, 0xff, Pike.slotsSize);
      store<i32>(Pike.slots, Pike.position);
      isMatch = Pike.follow(program, 0);
    }
    if (isMatch) {
      memory.copy(Pike.found, Pike.slots, Pike.slotsSize);
      store<i32>(Pike.found, Pike.position, 4);
    }
    return isMatch;
  }

  /** Follows the thread at that instruction, and its second choices after it, until one matches; then the slots are its own. */
  private static follow(program: Program, first: u32): bool {
    const code = Pike.code;
    const slots = Pike.slots;
    let top = Pike.stack;
    let at = first;
    // Whether a character was taken since `Op.Enter`: of nested iterations the innermost counts, for no iteration ends without one.
    let hasTaken: u32 = 1;
    while (true) {
      const instruction = load<u32>(code + (at << 2));
      const op = opOf(instruction);
      const operand = operandOf(instruction);
      const mark = Pike.marks + (at << 3) + ((op == Op.Take ? 0 : hasTaken) << 2);
      if (load<u32>(mark) != Pike.step) {
        store<u32>(mark, Pike.step);
        switch (op) {
          case Op.Take:
            if (isMember(program.members, operand * Pike.rowSize, Pike.symbol)) {
              store<u32>(Pike.survivor, at + 1);
              memory.copy(Pike.survivor + 4, slots, Pike.slotsSize);
              Pike.survivor += Pike.slotsSize + 4;
            }
            break;
          case Op.ForkNext:
            store<u32>(top, ((at + operand) << 1) | hasTaken);
            top += 8;
            at++;
            continue;
          case Op.ForkAway:
            store<u32>(top, ((at + 1) << 1) | hasTaken);
            top += 8;
            at += operand;
            continue;
          case Op.Jump:
            at += operand;
            continue;
          case Op.Save:
            top = setSlot(top, operand, Pike.position);
            at++;
            continue;
          case Op.Clear:
            for (let slot = operand & 0xff; slot < operand >> 8; slot++) top = setSlot(top, slot, -1);
            at++;
            continue;
          case Op.Enter:
            hasTaken = 0;
            at++;
            continue;
          case Op.Leave:
            at += hasTaken;
            if (hasTaken) continue;
            break;
          case Op.Before:
            if (!(Pike.before & operand)) break;
            at++;
            continue;
          case Op.After:
            if (!(Pike.after & operand)) break;
            at++;
            continue;
          case Op.Boundary:
            if (((Pike.before ^ Pike.after) & Kind.Word) != operand) break;
            at++;
            continue;
          default:
            return true;
        }
      }
      let choice: u32 = RESTORE;
      while (choice & RESTORE) {
        if (top == Pike.stack) return false;
        top -= 8;
        choice = load<u32>(top);
        if (choice & RESTORE) store<i32>(slots + ((choice & ~RESTORE) << 2), load<i32>(top, 4));
      }
      at = choice >> 1;
      hasTaken = choice & 1;
    }
  }
}

/** Sets a slot, and notes on the stack what it held. */
// @ts-ignore: decorator
@inline
function setSlot(top: usize, slot: u32, position: i32): usize {
  const at = Pike.slots + (slot << 2);
  store<u32>(top, slot | RESTORE);
  store<i32>(top, load<i32>(at), 4);
  store<i32>(at, position);
  return top + 8;
}

/** How much of the scratch memory the program needs here. */
export function pikeScratchSize(program: Program): usize {
  const slotsSize = (<usize>program.groupNames.length) << 3;
  return <usize>(program.length * 8 + program.stackSize) + 2 * slotsSize + 2 * <usize>program.takes * (slotsSize + 4);
}
