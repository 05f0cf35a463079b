import { canHold } from "../../assembly/memory";
import { Alphabet, ALPHABET_WORKSPACE, buildAlphabet } from "./alphabet";
import { CharacterSet, RANGES_MAX } from "./character-set";
import { Code, INSTRUCTIONS_MAX, Kind, Op, opOf, operandOf } from "./code";
import { Groups } from "./group";
import { parsePattern } from "./parse";
import { Pattern } from "./pattern";
import { Atom } from "./quantifier";

const CODE_SIZE: usize = <usize>INSTRUCTIONS_MAX * 4;
const RANGES_SIZE: usize = (<usize>RANGES_MAX + 1) * 8;
const STARTS_SIZE: usize = (<usize>RANGES_MAX + 2) * 4;
const WORKSPACE_SIZE: usize = 2 * CODE_SIZE + RANGES_SIZE + STARTS_SIZE + ALPHABET_WORKSPACE;

/** A pattern, compiled. */
@final
export class Program {
  /** How many instructions take a character. */
  readonly takes: u32;
  /** Bytes of the stack on which a search keeps second choices and old values of slots: each instruction is followed twice at most. */
  readonly stackSize: u32;

  constructor(
    readonly alphabet: Alphabet,
    /** Instructions, a word each; see `Op`. */
    readonly code: ArrayBuffer,
    /** For each set a row of bits, one for each symbol, and for the end of the text, which no set has. */
    readonly members: ArrayBuffer,
    /** For each symbol, the end of the text included, what kind it is of; in bytes. */
    private readonly kinds: ArrayBuffer,
    /** The kinds that some instruction asks of what stands before. */
    readonly kindsBefore: u32,
    /** The groups' names, `""` where there is none; the first is the whole match. */
    readonly groupNames: string[],
  ) {
    let takes: u32 = 0;
    let entries: u32 = 0;
    const end = changetype<usize>(code) + code.byteLength;
    for (let at = changetype<usize>(code); at < end; at += 4) {
      const op = opOf(load<u32>(at));
      const operand = operandOf(load<u32>(at));
      if (op == Op.Take) takes++;
      else if (op == Op.ForkNext || op == Op.ForkAway || op == Op.Save) entries++;
      else if (op == Op.Clear) entries += (operand >> 8) - (operand & 0xff);
    }
    this.takes = takes;
    this.stackSize = 2 * entries * 8;
  }

  get length(): u32 {
    return (<u32>this.code.byteLength) >> 2;
  }

  // @ts-ignore: decorator
  @inline
  kindOf(symbol: u32): u32 {
    return load<u8>(changetype<usize>(this.kinds) + symbol);
  }

  /** The kind of what stands before `at` in the text that starts at `start`. Half of a surrogate pair is of no kind, as is the pair. */
  kindBefore(start: usize, at: usize): u32 {
    return at > start ? this.kindOf(this.alphabet.symbolOf(load<u16>(at - 2))) : Kind.Edge;
  }

  /** Whether a match starts with the text or not at all. */
  get isAnchored(): bool {
    let at = changetype<usize>(this.code);
    while (opOf(load<u32>(at)) == Op.Save) at += 4;
    return opOf(load<u32>(at)) == Op.Before && operandOf(load<u32>(at)) == Kind.Edge;
  }
}

/** Whether a set has the symbol; `row` is where its bits start. */
// @ts-ignore: decorator
@inline
export function isMember(members: ArrayBuffer, row: u32, symbol: u32): bool {
  return <bool>(((<u32>load<u8>(changetype<usize>(members) + row + (symbol >> 3))) >> (symbol & 7)) & 1);
}

/** Compiles the open pattern; null with its error set, or without where memory can't hold it. */
export function compileProgram(): Program | null {
  if (!canHold(WORKSPACE_SIZE)) return null;
  const workspace = heap.alloc(WORKSPACE_SIZE);
  Code.open(workspace);
  Atom.copy = workspace + CODE_SIZE;
  CharacterSet.clear(Atom.copy + CODE_SIZE, Atom.copy + CODE_SIZE + RANGES_SIZE);
  Groups.open();
  parsePattern();
  let program: Program | null = null;
  if (!Pattern.hasFailed()) program = makeProgram(workspace + 2 * CODE_SIZE + RANGES_SIZE + STARTS_SIZE);
  heap.free(workspace);
  return program;
}

function makeProgram(workspace: usize): Program | null {
  const code = new ArrayBuffer(Code.length << 2);
  memory.copy(changetype<usize>(code), Code.start, Code.length << 2);
  const kindsBefore = kindsAskedBy(Op.Before) | kindsAskedBy(Op.Boundary);
  const kindsAsked = kindsBefore | kindsAskedBy(Op.After);
  // Characters of different kinds must be different symbols, so the kinds that count are sets as well.
  const wordSet = kindsAsked & Kind.Word ? addKind(0x77) : 0;
  const lineSet = kindsAsked & Kind.LineTerminator ? addKind(0x6e) : 0;
  if (Pattern.hasFailed()) return null;

  const alphabet = buildAlphabet(workspace);
  const rowSize = alphabet.rowSize;
  if (!canHold(rowSize * CharacterSet.count)) return null;
  const members = new ArrayBuffer(rowSize * CharacterSet.count);
  for (let set: u32 = 0; set < CharacterSet.count; set++) {
    alphabet.markMembers(set, changetype<usize>(members) + rowSize * set);
  }
  const kinds = new ArrayBuffer(alphabet.count + 1);
  for (let symbol: u32 = 0; symbol < alphabet.count; symbol++) {
    let kind: u32 = 0;
    if (kindsAsked & Kind.Word && isMember(members, wordSet * rowSize, symbol)) kind |= Kind.Word;
    if (kindsAsked & Kind.LineTerminator && isMember(members, lineSet * rowSize, symbol)) kind |= Kind.LineTerminator;
    store<u8>(changetype<usize>(kinds) + symbol, kind);
  }
  store<u8>(changetype<usize>(kinds) + alphabet.count, Kind.Edge);
  return new Program(alphabet, code, members, kinds, kindsBefore, Groups.names);
}

/** The kinds of characters that the instructions with this operation ask about. */
function kindsAskedBy(op: Op): u32 {
  let kinds: u32 = 0;
  for (let i: u32 = 0; i < Code.length; i++) {
    const instruction = load<u32>(Code.start + (i << 2));
    if (opOf(instruction) == op) kinds |= op == Op.Boundary ? Kind.Word : operandOf(instruction);
  }
  return kinds;
}

function addKind(letter: u32): u32 {
  CharacterSet.open();
  CharacterSet.addClass(letter);
  return CharacterSet.close();
}
