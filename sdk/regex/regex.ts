import { Bytes } from "../../assembly/bytes";
import { Dfa, dfaScratchSize } from "./dfa";
import { findText, matchesUtf8 } from "./find";
import { RegexMatch } from "./match";
import { Pattern } from "./pattern";
import { Pike, pikeScratchSize } from "./pike";
import { compileProgram } from "./program";
import { replaceMatches } from "./replace";
import { Scratch } from "./scratch";

/** A longer pattern is refused unread. */
const PATTERN_LENGTH_MAX: i32 = 16384;

/** How long a replaced text gets unless the caller says otherwise, in UTF-16 units. */
const REPLACED_LENGTH_MAX: i32 = 1 << 20;

/** A regular expression, or the reason why there is none. */
export class RegexResult {
  /** @internal */
  constructor(
    /** Null exactly when `error` is not empty. */
    readonly regex: Regex | null,
    /** What is wrong and where, such as "missing ) at index 3", in UTF-16 units; never a piece of the pattern. */
    readonly error: string,
  ) {}
}

/**
 * A regular expression whose time grows with the length of the text and never faster, whatever the pattern and the text. How much one
 * character costs grows with the pattern: some nanoseconds as a rule, some microseconds for one made of a thousand instructions and
 * a text made for it. Bound the length of what you match large patterns against.
 *
 * It is the part of ECMAScript's (ECMA-262 §22.2) that can be matched so. A match is the one that JavaScript's
 * `new RegExp(pattern, flags + "u")` finds: leftmost, then by preference; groups hold the same. A character is a code point,
 * a lone surrogate included.
 * - Syntax: literals, `.`, `[…]`, `[^…]`, `\d \D \w \W \s \S`, `\t \n \v \f \r \0 \cX \xHH \uHHHH \u{H…}`; `^ $ \b \B`;
 *   `(…)`, `(?<name>…)`, `(?:…)`, `|`; `* + ? {n} {n,} {n,m}`, each also lazy with `?`. As under JavaScript's flag `u`, `{ } ]` stand
 *   for themselves only after a backslash, and an escape without a meaning is an error. Names are of ASCII letters, digits, `_`, `$`.
 * - Refused: backreferences, look-around, `\p`, and inline flags.
 * - Flags: `i` (ASCII letters only, unlike JavaScript), `m`, `s`.
 * - Bounds: 16,384 units of pattern, 2,000 instructions once counted repetitions are written out (`[a-z]{1,255}` is 510), 64 groups,
 *   50 groups inside each other, 1,000 ranges of characters.
 *
 * Compile in `Plugin.onConfigure` and keep the object: it holds some 20 KB, more for a large pattern.
 *
 * @example
 * const result = Regex.compile("^/users/(?<id>\\d+)(?:/|$)");
 * if (result.regex === null) return new Refusal("pattern: " + result.error);
 * const match = result.regex!.exec(path);
 * if (match !== null) request.headers.set("x-user", match.named("id")!);
 */
@final
export class Regex {
  private constructor(private readonly dfa: Dfa) {}

  /** Compiles `pattern`. The same pattern has the same result, except that a module out of memory refuses all. */
  static compile(pattern: string, flags: string = ""): RegexResult {
    if (pattern.length > PATTERN_LENGTH_MAX) return new RegexResult(null, "more than 16384 characters");
    Pattern.open(pattern);
    if (!readFlags(flags)) return new RegexResult(null, "flags other than i, m and s, each once");
    const program = compileProgram();
    if (Pattern.hasFailed()) return new RegexResult(null, Pattern.error);
    if (program === null || !Scratch.reserve(max(dfaScratchSize(program), pikeScratchSize(program)))) {
      return new RegexResult(null, "out of memory");
    }
    return new RegexResult(new Regex(new Dfa(program)), "");
  }

  /** Whether the text has a match. Faster than `exec`. */
  test(text: string): bool {
    const start = changetype<usize>(text);
    return findText(this.dfa, start, start + ((<usize>text.length) << 1), start) != 0;
  }

  /** `test` of the bytes read as UTF-8, without a string of them: what is malformed counts as U+FFFD, as in `decodeText`. */
  testBytes(bytes: Bytes): bool {
    return matchesUtf8(this.dfa, bytes.dataStart, bytes.dataStart + <usize>bytes.byteLength);
  }

  /** The first match in the text, null when there is none. Groups cost time: (groups + 1) × that of a search without. */
  exec(text: string): RegexMatch | null {
    const start = changetype<usize>(text);
    const end = start + ((<usize>text.length) << 1);
    const from = findText(this.dfa, start, end, start);
    if (from == 0 || !Pike.search(this.dfa.program, start, end, from)) return null;
    const names = this.dfa.program.groupNames;
    const slots = new ArrayBuffer(names.length << 3);
    memory.copy(changetype<usize>(slots), Pike.found, slots.byteLength);
    return new RegexMatch(text, slots, names);
  }

  /**
   * The text with its first match replaced; the text itself when there is none. In `replacement`, as in JavaScript, `$1` to `$64` and
   * `$<name>` stand for groups, `$&` for the match, `` $` `` and `$'` for what is before and after it, `$$` for `$`.
   * Null when the result would be longer than `lengthMax` UTF-16 units (default: 1,048,576), or than memory can hold.
   */
  replace(text: string, replacement: string, lengthMax: i32 = REPLACED_LENGTH_MAX): string | null {
    return replaceMatches(this.dfa, text, replacement, lengthMax, false);
  }

  /**
   * `replace` of every match. Null also when the searches together would read the text more than 32 times over (fewer where text and
   * pattern are both large), which takes a pattern that looks far beyond its matches, such as `a*b|a` in a long run of `a`: the time stays
   * linear here too.
   *
   * @example
   * const masked = digits.replaceAll(body, "#");
   * if (masked === null) return response.respond(new LocalReply(502));
   */
  replaceAll(text: string, replacement: string, lengthMax: i32 = REPLACED_LENGTH_MAX): string | null {
    return replaceMatches(this.dfa, text, replacement, lengthMax, true);
  }
}

/** Takes each of the flags once. */
function readFlags(flags: string): bool {
  Pattern.ignoresCase = flags.includes("i");
  Pattern.isMultiline = flags.includes("m");
  Pattern.dotTakesAll = flags.includes("s");
  return flags.length == i32(Pattern.ignoresCase) + i32(Pattern.isMultiline) + i32(Pattern.dotTakesAll);
}
