import { codePointAt, NO_CODE_POINT, sizeOf } from "./code-point";

/**
 * The one pattern that is being compiled, and how far it has been read. The first failure takes the reading to the end, so that
 * every loop over the pattern ends by itself.
 */
export class Pattern {
  static start: usize = 0;
  static at: usize = 0;
  static end: usize = 0;
  /** What is wrong with the pattern, once something is. */
  // @ts-ignore: decorator
  @lazy
  static error: string = "";
  static ignoresCase: bool = false;
  static isMultiline: bool = false;
  static dotTakesAll: bool = false;

  static open(pattern: string): void {
    Pattern.start = changetype<usize>(pattern);
    Pattern.at = Pattern.start;
    Pattern.end = Pattern.start + ((<usize>pattern.length) << 1);
    Pattern.error = "";
  }

  static hasFailed(): bool {
    return Pattern.error.length > 0;
  }

  /** The UTF-16 unit `ahead` units further on, or NO_CODE_POINT past the end. */
  static peek(ahead: usize = 0): u32 {
    const at = Pattern.at + (ahead << 1);
    return at < Pattern.end ? <u32>load<u16>(at) : NO_CODE_POINT;
  }

  /** Steps over `unit` and tells whether it was there. */
  static take(unit: u32): bool {
    if (Pattern.peek() != unit) return false;
    Pattern.at += 2;
    return true;
  }

  /** Steps over a code point; NO_CODE_POINT at the end. */
  static takeCodePoint(): u32 {
    if (Pattern.at >= Pattern.end) return NO_CODE_POINT;
    const codePoint = codePointAt(Pattern.at, Pattern.end);
    Pattern.at += sizeOf(codePoint);
    return codePoint;
  }

  static fail(what: string): void {
    Pattern.failAt(Pattern.at, what);
  }

  static failAt(at: usize, what: string): void {
    if (!Pattern.hasFailed()) Pattern.error = what + " at index " + (<u32>((at - Pattern.start) >> 1)).toString();
    Pattern.at = Pattern.end;
  }
}
