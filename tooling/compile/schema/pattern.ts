/** A set of characters: which of the 128 of ASCII, and whether all others. */
export interface CharacterSet {
  /** Four words of 32 bits, the lowest code first. */
  readonly ascii: readonly [number, number, number, number];
  readonly hasOthers: boolean;
}

/** One step of a pattern: a set of characters and how often one of it comes. */
export interface PatternStep {
  readonly set: CharacterSet;
  readonly isOptional: boolean;
  readonly isRepeated: boolean;
}

const ESCAPES: Readonly<Record<string, number>> = { r: 13, n: 10, t: 9, f: 12, v: 11, "0": 0 };
const DIGITS: readonly [number, number] = [0x30, 0x39];
const CLASSES: Readonly<Record<string, Range>> = { d: [DIGITS], w: [DIGITS, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]] };
const SYNTAX = "^$\\.*+?()[]{}|/-";

/**
 * Reads a pattern of the subset that is matched in one pass, without going back: `^`, then character classes and literals,
 * each with an optional `*`, `+` or `?`, then `$`. What a step takes must not be what a later one might need.
 *
 * @returns the steps, or a sentence that says why the pattern is outside the subset
 */
export function parsePattern(source: string): PatternStep[] | string {
  if (!source.startsWith("^") || !source.endsWith("$") || /(^|[^\\])(\\\\)*\\\$$/.test(source)) {
    return "a pattern must begin with ^ and end with $";
  }
  try {
    new RegExp(source, "u");
  } catch {
    return "the pattern is not an ECMA-262 regular expression";
  }
  const parser = new PatternParser(source.slice(1, -1));
  try {
    const steps = parser.steps();
    return findAmbiguity(steps) ?? steps;
  } catch (fault) {
    if (fault instanceof PatternFault) return fault.message;
    throw fault;
  }
}

class PatternFault extends Error {}

class PatternParser {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.#characters = [...source];
  }

  steps(): PatternStep[] {
    const steps: PatternStep[] = [];
    while (this.#at < this.#characters.length) {
      const set = this.#next === "[" ? this.#readClass() : toSet([this.#readCode()], false);
      const quantifier = ["*", "+", "?"].find((candidate) => candidate === this.#next);
      if (quantifier !== undefined) this.#at++;
      steps.push({
        set,
        isOptional: quantifier === "*" || quantifier === "?",
        isRepeated: quantifier === "*" || quantifier === "+",
      });
    }
    return steps;
  }

  get #next(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new PatternFault("the pattern breaks off");
    return character;
  }

  /** A literal outside of a class, or an escape for a whole class. */
  #readCode(): Range {
    const character = this.#take();
    if (character === "\\") return this.#readEscape();
    if (SYNTAX.includes(character) && character !== "-" && character !== "/") {
      throw new PatternFault(
        `"${character}" is outside the supported patterns: no groups, alternatives, counts or dots`,
      );
    }
    return single(character);
  }

  #readClass(): CharacterSet {
    this.#take();
    const isNegated = this.#next === "^";
    if (isNegated) this.#at++;
    const ranges: Range[] = [];
    while (this.#next !== "]") {
      const from = this.#readClassMember();
      const isRange = this.#next === "-" && this.#characters[this.#at + 1] !== "]";
      if (!isRange) {
        ranges.push(from);
        continue;
      }
      this.#at++;
      const to = this.#readClassMember();
      if (from.length !== 1 || to.length !== 1) throw new PatternFault("a range needs a character on both sides");
      ranges.push([[from[0]?.[0] ?? 0, to[0]?.[1] ?? 0]]);
    }
    this.#at++;
    return toSet(ranges, isNegated);
  }

  #readClassMember(): Range {
    const character = this.#take();
    if (character === "[") throw new PatternFault('"[" in a class must be written as \\[');
    return character === "\\" ? this.#readEscape() : single(character);
  }

  #readEscape(): Range {
    const character = this.#take();
    const code = Object.hasOwn(ESCAPES, character) ? ESCAPES[character] : undefined;
    if (code !== undefined) return [[code, code]];
    const named = Object.hasOwn(CLASSES, character) ? CLASSES[character] : undefined;
    if (named !== undefined) return named;
    if (character === "x" || character === "u") return single(this.#readHexadecimal(character === "x" ? 2 : 4));
    if (!SYNTAX.includes(character)) throw new PatternFault(`the escape \\${character} is not supported`);
    return single(character);
  }

  #readHexadecimal(length: number): string {
    const digits = Array.from({ length }, () => this.#take()).join("");
    if (!/^[0-9a-fA-F]+$/.test(digits)) throw new PatternFault(`"${digits}" is not hexadecimal`);
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
}

/** Ranges of code points, both ends included. */
type Range = readonly (readonly [number, number])[];

function single(character: string): Range {
  const code = character.codePointAt(0) ?? 0;
  if (code > 127) throw new PatternFault("only ASCII characters may be named; a negated class holds all others");
  return [[code, code]];
}

function toSet(ranges: readonly Range[], isNegated: boolean): CharacterSet {
  const ascii: [number, number, number, number] = [0, 0, 0, 0];
  for (const [from, to] of ranges.flat()) {
    if (from > to) throw new PatternFault("a range runs backwards");
    for (let code = from; code <= to; code++) ascii[code >> 5] = ((ascii[code >> 5] ?? 0) | (1 << (code & 31))) >>> 0;
  }
  if (!isNegated) return { ascii, hasOthers: false };
  return { ascii: ascii.map((word) => ~word >>> 0) as unknown as CharacterSet["ascii"], hasOthers: true };
}

/** A step that may end early must share no character with those that may follow it: then one pass decides. */
function findAmbiguity(steps: readonly PatternStep[]): string | null {
  for (const [index, step] of steps.entries()) {
    if (!step.isOptional && !step.isRepeated) continue;
    for (const follower of steps.slice(index + 1)) {
      if (overlap(step.set, follower.set)) return "two parts of the pattern could take the same character";
      if (!follower.isOptional) break;
    }
  }
  return null;
}

function overlap(a: CharacterSet, b: CharacterSet): boolean {
  return (a.hasOthers && b.hasOthers) || a.ascii.some((word, index) => (word & (b.ascii[index] ?? 0)) !== 0);
}
