import { Bytes } from "../../../../assembly/bytes";
import { decodeText, encodeText } from "../../../../sdk/encoding/text";
import { RegexMatch } from "../../../../sdk/regex/match";
import { Regex } from "../../../../sdk/regex/regex";
import { Random } from "../random";

function compile(pattern: string, flags: string = ""): Regex {
  const result = Regex.compile(pattern, flags);
  expect(result.error).toBe("");
  return result.regex!;
}

/** The match as `index..end: group|group…`, a group without part as `-`. */
function found(pattern: string, text: string, flags: string = ""): string {
  const match = compile(pattern, flags).exec(text);
  if (match === null) return "none";
  let result = match.index.toString() + ".." + match.end.toString() + ": ";
  const count = pattern.split("(").length - pattern.split("(?:").length + 1;
  for (let i = 0; i < count; i++) {
    const group = match.group(i);
    result += (i ? "|" : "") + (group === null ? "-" : group);
  }
  return result;
}

describe("a Regex's match", () => {
  it("is the leftmost one", () => {
    expect(found("b+|a", "xabb")).toBe("1..2: a");
    expect(found("abc|b", "ab")).toBe("1..2: b");
    expect(found("b", "a")).toBe("none");
  });

  it("is by preference, not the longest", () => {
    expect(found("a|ab", "ab")).toBe("0..1: a");
    expect(found("ab|a", "ab")).toBe("0..2: ab");
    expect(found("(a|ab)(c|bcd)(d*)", "abcd")).toBe("0..4: abcd|a|bcd|");
    expect(found("a+?", "aaa")).toBe("0..1: a");
    expect(found("a{2,}?b|a{2,}", "aaac")).toBe("0..3: aaa");
    expect(found("a??b", "ab")).toBe("0..2: ab");
    expect(found("(a*?)(a*)", "aa")).toBe("0..2: aa||aa");
  });

  it("has the groups of the last iteration alone", () => {
    expect(found("(?:(a)|(b))*", "ab")).toBe("0..2: ab|-|b");
    expect(found("(?:(a)|b){2}", "ab")).toBe("0..2: ab|-");
    expect(found("(z)((a+)?(b+)?(c))*", "zaacbbbcac")).toBe("0..10: zaacbbbcac|z|ac|a|-|c");
    expect(found("(?:(a)|(b)|(c)){1,3}", "cab")).toBe("0..3: cab|-|b|-");
  });

  it("has no optional iteration that is empty", () => {
    expect(found("(a*)*", "b")).toBe("0..0: |-");
    expect(found("(a*)?", "b")).toBe("0..0: |-");
    expect(found("(a*)+", "b")).toBe("0..0: |");
    expect(found("(a?){2,3}", "a")).toBe("0..1: a|");
    expect(found("(?:a|()b?)*c", "aac")).toBe("0..3: aac|-");
    expect(found("((a?)*)*?b", "aab")).toBe("0..3: aab|aa|a");
  });

  it("has null for a group without part in it, and for no group", () => {
    const match = compile("(?<first>a)|(?<second>b)|(c)").exec("xb")!;
    expect(match.group(0)).toBe("b");
    expect(match.group(1) === null).toBe(true);
    expect(match.group(2)).toBe("b");
    expect(match.named("second")).toBe("b");
    expect(match.named("first") === null).toBe(true);
    expect(match.group(4) === null && match.group(-1) === null && match.group(i32.MIN_VALUE) === null).toBe(true);
    expect(match.named("third") === null && match.named("") === null).toBe(true);
  });

  it("counts UTF-16 units, and takes a surrogate pair for one character", () => {
    expect(found(".b", "\ud83d\ude00b")).toBe("0..3: \ud83d\ude00b");
    expect(found("^.$", "\ud83d\ude00")).toBe("0..2: \ud83d\ude00");
    expect(found("\\ude00", "\ud83d\ude00")).toBe("none");
    expect(found("\\ude00", "\ude00\ud83d")).toBe("0..1: \ude00");
    expect(found("[^a]", "a\ud83d")).toBe("1..2: \ud83d");
  });

  it("survives what is done after it", () => {
    const first = compile("(b+)").exec("abbc")!;
    const second = compile("(((.)))").exec("\u4e2d")!;
    expect(first.index).toBe(1);
    expect(first.end).toBe(3);
    expect(first.group(1)).toBe("bb");
    expect(second.group(3)).toBe("\u4e2d");
  });

  it("is the same after the states of its automaton have been forgotten", () => {
    // Which of the last twelve characters were an `a` is 4,096 states.
    const regex = compile("a[ab]{12}c$");
    const random = new Random(3);
    let text = "";
    for (let i = 0; i < 20000; i++) text += random.below(2) ? "a" : "b";
    expect(regex.test(text)).toBe(false);
    expect(regex.test(text + "abbbbabbbbabbc")).toBe(true);
    expect(regex.test(text + "bbbbbabbbbabbc")).toBe(false);
    expect(regex.exec(text + "abbbbabbbbabbc")!.index).toBe(20000);
    expect(regex.test(text)).toBe(false);
  });
});

describe("a Regex on bytes", () => {
  it("matches what the text of the bytes matches, whatever the bytes", () => {
    const regexes = [
      compile("^[^a]\\b"),
      compile("\\u{1f600}|\u00e9$"),
      compile("\ufffd{2}"),
      compile("^.{3}$"),
      compile("[\\u{10000}-\\u{10ffff}]a"),
    ];
    const random = new Random(5);
    const pieces = ["a", "\u00e9", "\u4e2d", "\ud83d\ude00", "\n", ""];
    let matches = 0;
    let differences = 0;
    for (let round = 0; round < 2000; round++) {
      let text = "";
      for (let left = random.below(4); left > 0; left--) text += pieces[random.below(pieces.length)];
      const bytes = encodeText(text);
      if (bytes.length > 0 && random.below(2)) bytes[random.below(bytes.length)] = <u8>random.next();
      for (let i = 0; i < regexes.length; i++) {
        const isMatch = regexes[i].testBytes(new Bytes(bytes.dataStart, bytes.length));
        if (isMatch != regexes[i].test(decodeText(bytes))) differences++;
        if (isMatch) matches++;
      }
    }
    expect(differences).toBe(0);
    expect(matches).toBeGreaterThan(500);
  });

  it("takes malformed bytes for U+FFFD", () => {
    const bytes: StaticArray<u8> = [0x61, 0xff, 0xe2, 0x82, 0x62];
    const regex = compile("^a\\ufffd{2}b$");
    expect(regex.testBytes(new Bytes(changetype<usize>(bytes), 5))).toBe(true);
    expect(regex.testBytes(new Bytes(changetype<usize>(bytes), 4))).toBe(false);
    expect(compile("^$").testBytes(new Bytes(0, 0))).toBe(true);
  });
});

describe("the match object", () => {
  it("holds nothing of the Regex", () => {
    let match: RegexMatch | null = null;
    for (let i = 0; i < 3; i++) match = compile("(?<n>" + i.toString() + ")").exec("012");
    expect(match!.named("n")).toBe("2");
  });
});
