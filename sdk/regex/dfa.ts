import { compareBytes } from "../compare-bytes";
import { Kind, Op, opOf, operandOf } from "./code";
import { isMember, Program } from "./program";
import { Scratch } from "./scratch";

/** What a cell of the table says where it names no state. */
const UNKNOWN: u32 = 0;
/** No match, whatever follows. */
const DEAD: u32 = 1;
/** A match ends before the symbol. */
export const MATCH: u32 = 2;
/** States are even numbers from here on, or odd ones where they are fresh. */
const FIRST_STATE: u32 = 4;

/** How much memory the states of a program may take, except that a few are always kept. */
const RECORDS_SIZE: u32 = 16384;
const STATES_MAX: u32 = 256;
const STATES_LEAST: u32 = 8;

/**
 * The program as a deterministic automaton that tells whether there is a match, and no more. A state is made when a text first
 * leads to it; when their room is full all states are forgotten, so that the worst text costs what simulating the program costs
 * (Cox, "Regular Expression Matching in the Wild").
 *
 * A state is the set of instructions at which threads stand, and the kind of the character before. They are followed once the
 * next symbol is known, which answers every assertion. Instruction 0 in the set is a match that may start here.
 */
@final
export class Dfa {
  private readonly rowOffset: u32;
  private readonly recordSize: u32;
  private readonly capacity: u32;
  private readonly isAnchored: bool;
  /**
   * For each state a record: a hash of what follows, the kind of the character before, the set as bits; then in 16 bits each the next
   * state for each symbol and for the end of the text.
   */
  private readonly records: ArrayBuffer;
  private count: u32 = 0;
  private startOfText: u32 = UNKNOWN;

  constructor(readonly program: Program) {
    const rowOffset = 8 + setSizeOf(program);
    const recordSize = rowOffset + (((program.alphabet.count + 2) >> 1) << 2);
    const capacity = min(max(RECORDS_SIZE / recordSize, STATES_LEAST), STATES_MAX);
    this.rowOffset = rowOffset;
    this.recordSize = recordSize;
    this.capacity = capacity;
    this.isAnchored = program.isAnchored;
    this.records = new ArrayBuffer(capacity * recordSize);
  }

  /** The state in which a search starts, after a character of that kind. */
  start(kind: u32): u32 {
    const isStartOfText = kind == Kind.Edge;
    if (isStartOfText && this.startOfText != UNKNOWN) return this.startOfText;
    const set = Scratch.start;
    memory.fill(set, 0, setSizeOf(this.program));
    store<u8>(set, 1);
    const state = this.intern(set, kind & this.program.kindsBefore);
    if (isStartOfText) this.startOfText = state;
    return state;
  }

  /** The state after `state` and a symbol: MATCH, DEAD, or one to go on with; after the end of the text never that. */
  // @ts-ignore: decorator
  @inline
  next(state: u32, symbol: u32): u32 {
    const next = <u32>load<u16>(this.recordOf(state) + this.rowOffset + (symbol << 1));
    return next == UNKNOWN ? this.follow(state, symbol) : next;
  }

  /** Whether nothing of what was read before this state belongs to a match. */
  // @ts-ignore: decorator
  @inline
  isFresh(state: u32): bool {
    return <bool>(state & 1);
  }

  // @ts-ignore: decorator
  @inline
  private recordOf(state: u32): usize {
    return changetype<usize>(this.records) + ((state - FIRST_STATE) >> 1) * this.recordSize;
  }

  private follow(state: u32, symbol: u32): u32 {
    const record = this.recordOf(state);
    const count = this.count;
    const next = this.findNext(record, symbol);
    // When the states were forgotten the record is none any more.
    if (this.count >= count) store<u16>(record + this.rowOffset + (symbol << 1), next);
    return next;
  }

  private findNext(record: usize, symbol: u32): u32 {
    const program = this.program;
    const code = changetype<usize>(program.code);
    const rowSize = program.alphabet.rowSize;
    const before = load<u32>(record, 4);
    const after = program.kindOf(symbol);
    const setSize = setSizeOf(program);
    const set = Scratch.start;
    const visited = set + setSize;
    const stack = visited + setSize;
    memory.fill(set, 0, setSize << 1);
    let top = stack;
    for (let i: u32 = 0; i < setSize; i += 4) {
      for (let bits = load<u32>(record + i, 8); bits; bits &= bits - 1, top += 4) store<u32>(top, (i << 3) + ctz(bits));
    }
    while (top > stack) {
      top -= 4;
      let at = load<u32>(top);
      // A thread that ends stays where it is, and has been there.
      while (addTo(visited, at)) {
        const instruction = load<u32>(code + (at << 2));
        const operand = operandOf(instruction);
        switch (opOf(instruction)) {
          case Op.Take:
            if (isMember(program.members, operand * rowSize, symbol)) addTo(set, at + 1);
            break;
          case Op.ForkNext:
          case Op.ForkAway:
            store<u32>(top, at + operand);
            top += 4;
            at++;
            break;
          case Op.Jump:
            at += operand;
            break;
          case Op.Before:
            at += u32((before & operand) != 0);
            break;
          case Op.After:
            at += u32((after & operand) != 0);
            break;
          case Op.Boundary:
            at += u32(((before ^ after) & Kind.Word) == operand);
            break;
          case Op.Match:
            return MATCH;
          default:
            at++;
        }
      }
    }
    if (symbol == program.alphabet.count) return DEAD;
    if (!this.isAnchored) addTo(set, 0);
    return this.intern(set, after & program.kindsBefore);
  }

  /** The number of the state with that set and kind; DEAD when the set is empty. */
  private intern(set: usize, kind: u32): u32 {
    const setSize = setSizeOf(this.program);
    let hash = kind;
    let rest: u32 = 0;
    for (let i: u32 = 0; i < setSize; i += 4) {
      const bits = load<u32>(set + i);
      hash = (hash ^ bits) * 0x9e3779b1;
      hash ^= hash >> 15;
      if (i) rest |= bits;
    }
    const first = load<u32>(set);
    if ((first | rest) == 0) return DEAD;
    const isFresh = u32(first == 1 && rest == 0);
    let record = changetype<usize>(this.records);
    for (let i: u32 = 0; i < this.count; i++, record += this.recordSize) {
      if (load<u32>(record) != hash || load<u32>(record, 4) != kind) continue;
      if (compareBytes(record + 8, set, setSize) == 0) return FIRST_STATE + (i << 1) + isFresh;
    }
    if (this.count == this.capacity) {
      this.count = 0;
      this.startOfText = UNKNOWN;
      record = changetype<usize>(this.records);
    }
    memory.fill(record, 0, this.recordSize);
    store<u32>(record, hash);
    store<u32>(record, kind, 4);
    memory.copy(record + 8, set, setSize);
    return FIRST_STATE + (this.count++ << 1) + isFresh;
  }
}

/** How much of the scratch memory the program needs here: two sets, and every instruction twice on the stack. */
export function dfaScratchSize(program: Program): usize {
  return 2 * setSizeOf(program) + program.length * 8;
}

/** Bytes of a set of instructions, in whole words. */
function setSizeOf(program: Program): u32 {
  return ((program.length >> 5) + 1) << 2;
}

/** Adds an instruction to a set and tells whether it was not in it. */
function addTo(set: usize, instruction: u32): bool {
  const at = set + (instruction >> 3);
  const byte = <u32>load<u8>(at);
  const bit = (<u32>1) << (instruction & 7);
  store<u8>(at, byte | bit);
  return (byte & bit) == 0;
}
