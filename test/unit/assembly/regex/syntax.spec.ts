import { Regex } from "../../../../sdk/regex/regex";

function errorOf(pattern: string, flags: string = ""): string {
  const result = Regex.compile(pattern, flags);
  expect((result.regex === null) == result.error.length > 0).toBe(true, pattern);
  return result.error;
}

function expectErrors(patterns: string[], error: string): void {
  for (let i = 0; i < patterns.length; i++) expect(errorOf(patterns[i])).toBe(error, patterns[i]);
}

function expectMatches(pattern: string, matching: string[], others: string[], flags: string = ""): void {
  const regex = Regex.compile(pattern, flags).regex;
  expect(regex !== null).toBe(true, pattern);
  if (regex === null) return;
  for (let i = 0; i < matching.length; i++) expect(regex.test(matching[i])).toBe(true, pattern + " " + matching[i]);
  for (let i = 0; i < others.length; i++) expect(regex.test(others[i])).toBe(false, pattern + " " + others[i]);
}

describe("the syntax of a Regex", () => {
  it("takes literals as they stand", () => {
    expectMatches("a-b,c/d", ["a-b,c/d", "xa-b,c/dx"], ["a-b", "A-B,C/D"]);
    expectMatches("\u00e9\u4e2d", ["\u00e9\u4e2d"], ["\u00e9", "\u4e2d\u00e9"]);
    expectMatches("", ["", "x"], []);
  });

  it("takes escapes of JavaScript's flag u", () => {
    expectMatches("^\\t\\n\\v\\f\\r\\0$", ["\t\n\v\f\r\0"], ["tnvfr0"]);
    expectMatches("^\\x41\\u0042\\u{43}\\u{01F600}$", ["ABC\ud83d\ude00"], ["ABC"]);
    expectMatches("^\\ud83d\\ude00$", ["\ud83d\ude00"], ["\ud83d"]);
    expectMatches("^\\cA\\cz$", ["\x01\x1a"], ["cAcz"]);
    expectMatches("^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$", ["^$\\.*+?()[]{}|/"], []);
  });

  it("takes classes with ranges, escapes and negation", () => {
    expectMatches("^[a-cx]+$", ["abcx"], ["d", "-"]);
    expectMatches("^[^a-cx]$", ["d", "-", "\n", "\u4e2d", "\ud83d\ude00", "\ud83d"], ["a", "x"]);
    expectMatches("^[\\d\\s_-]+$", ["1 _-"], ["a"]);
    expectMatches("^[\\D]$", ["a", "\u0661"], ["1"]);
    expectMatches("^[^\\W]$", ["a", "Z", "0", "_"], ["-", "\u00e9"]);
    expectMatches("^[-a]$|^[b-]$", ["-", "a", "b"], ["c"]);
    expectMatches("^[[.*+?(){}^$|]$", ["[", ".", "*", "^", "$", "|", "}"], ["]", "a"]);
    expectMatches("^[\\b\\]\\-\\\\]$", ["\b", "]", "-", "\\"], ["b"]);
    expectMatches("[]", [], ["", "a"]);
    expectMatches("^[^]$", ["a", "\n", "\ud83d\ude00"], ["", "ab"]);
    expectMatches("^[\u{1f600}-\u{1f64f}]$", ["\ud83d\ude00"], ["\ud83d", "\ud83d\ude80"]);
  });

  it("knows ECMAScript's white space and line terminators, and ASCII's digits and words", () => {
    expectMatches(
      "^\\s$",
      [" ", "\t", "\v", "\u00a0", "\u2003", "\u2028", "\u3000", "\ufeff"],
      ["a", "\u200b", "\x85"],
    );
    expectMatches("^.$", ["a", "\u00a0", "\ud83d\ude00", "\ud83d"], ["\n", "\r", "\u2028", "\u2029", ""]);
    expectMatches("^.$", ["\n", "\u2028"], [""], "s");
    expectMatches("^\\d$", ["0", "9"], ["\u0660", "a"]);
    expectMatches("\\bcat\\b", ["a cat", "cat.", "\u00e9cat"], ["cats", "_cat"]);
    expectMatches("\\Bcat\\B", ["scats"], ["cat", "cats"]);
  });

  it("anchors at the text, with the flag m at lines", () => {
    expectMatches("^b$", ["b"], ["a\nb\nc", "b\n"]);
    expectMatches("^b$", ["b", "a\nb\nc", "a\r\nb\r\nc", "a\u2028b"], ["ab"], "m");
  });

  it("ignores the case of ASCII letters alone with the flag i", () => {
    expectMatches("^straSSE[x-z]\\x41$", ["STRAssEYa"], ["stra\u00dfeya"], "i");
    expectMatches("^[^a]$", ["b", "B"], ["a", "A"], "i");
    expectMatches("^\u00e9k$", ["\u00e9K"], ["\u00c9k", "\u00e9\u212a"], "i");
  });

  it("repeats by counts", () => {
    expectMatches("^a{2}$", ["aa"], ["a", "aaa"]);
    expectMatches("^a{2,}$", ["aa", "aaaa"], ["a"]);
    expectMatches("^a{1,3}$", ["a", "aaa"], ["", "aaaa"]);
    expectMatches("^(?:ab){0,2}$", ["", "abab"], ["ab ab", "ababab"]);
    expectMatches("^a{0}b$", ["b"], ["ab"]);
    expectMatches("^(?:a{10}){10}$", ["a".repeat(100)], ["a".repeat(99), "a".repeat(101)]);
    expectMatches("^(?:){1000000000}$", [""], ["a"]);
  });

  it("refuses what has no linear time, with its place", () => {
    expectErrors(["(a)\\1", "(a)\\9", "(a)\\k<n>", "[a]\\1"], "unsupported backreference at index 3");
    expectErrors(["ab(?=c)", "ab(?!c)", "ab(?<=c)", "ab(?<!c)"], "unsupported look-around at index 2");
  });

  it("refuses escapes without a meaning", () => {
    const escapes = [
      "a\\",
      "a\\e",
      "a\\-",
      "a\\_",
      "a\\x1",
      "a\\xg0",
      "a\\u12",
      "a\\u{}",
      "a\\u{110000}",
      "a\\u{41",
      "a\\c1",
    ];
    expectErrors(escapes, "unknown escape at index 1");
    expectErrors(["a\\01", "a\\p{L}", "a\\P{L}", "a\\ ", "a\\\u00e9", "a\\z", "a\\A"], "unknown escape at index 1");
    expectErrors(["[\\B]", "[\\e]", "[\\_]"], "unknown escape at index 1");
  });

  it("refuses what is not balanced", () => {
    expectErrors(["a(b", "a(?:b", "a(b|c", "a(", "a(?<n>(b)"], "missing ) at index 1");
    expectErrors(["a)", "a)b("], "unmatched ) at index 1");
    expectErrors(["a[b", "a[", "a[^", "a[b-", "a[b\\]"], "missing ] at index 1");
    expectErrors(["a]", "a}"], "unescaped bracket at index 1");
  });

  it("refuses quantifiers that are wrong or repeat nothing", () => {
    expectErrors(["*", "+a", "?", "{1}"], "nothing to repeat at index 0");
    expectErrors(["a**", "a*+", "a|*", "a(*)", "\\b+", "$^*"], "nothing to repeat at index 2");
    expectErrors(["a???", "a+?*"], "nothing to repeat at index 3");
    expectErrors(["a{", "a{}", "a{,5}", "a{x}", "a{1", "a{1,", "a{1,x}", "a{-1}"], "invalid quantifier at index 1");
  });

  it("refuses ranges and counts out of order, and ranges of classes", () => {
    expectErrors(["[b-a]", "[z-a-c]"], "range out of order at index 1");
    expectErrors(["[\\d-a]", "[a-\\d]", "[\\w-\\s]"], "invalid range at index 1");
    expectErrors(["a{2,1}"], "quantifier out of order at index 1");
  });

  it("refuses groups that it does not know, and names that are none or not the first", () => {
    expectErrors(["a(?", "a(?)", "a(?i)b", "a(?i:b)", "a(?P<n>b)", "a(?>b)", "a(?#b)"], "unknown group at index 1");
    expectErrors(
      ["a(?<", "a(?<>b)", "a(?<1>b)", "a(?<a-b>c)", "a(?<n", "a(?<\u00e9>b)"],
      "invalid group name at index 4",
    );
    expectErrors(["(?<n>a)(?<n>b)"], "group name used before at index 10");
    expect(Regex.compile("(?<$_a1>.)(?<$_a2>.)").error).toBe("");
  });

  it("refuses flags other than i, m and s, each once", () => {
    const flags = ["g", "u", "y", "v", "d", "x", "ii", "imsi", "I", " "];
    for (let i = 0; i < flags.length; i++) {
      expect(errorOf("a", flags[i])).toBe("flags other than i, m and s, each once", flags[i]);
    }
    expect(Regex.compile("a", "smi").error).toBe("");
  });

  it("refuses a pattern whose repetitions come to too many instructions", () => {
    expect(Regex.compile("^[a-z]{1,255}$").error).toBe("");
    expect(Regex.compile("a{1999}").error).toBe("");
    expect(errorOf("a{2000}")).toBe("more than 2000 instructions at index 7");
    expect(errorOf("(?:(?:a{100}){100}){100}")).toBe("more than 2000 instructions at index 18");
    expect(errorOf("a{0,1001}")).toBe("more than 2000 instructions at index 9");
    expect(errorOf("x*(a{1,4294967296}|b)")).toBe("more than 2000 instructions at index 18");
    expect(errorOf("(?:a?){99999999999999999999}")).toBe("more than 2000 instructions at index 28");
    expect(errorOf("a".repeat(2000))).toBe("more than 2000 instructions at index 2000");
    expect(errorOf("a|".repeat(1000))).toBe("more than 2000 instructions at index 1334");
    expect(Regex.compile("(?:(?:(?:){99999999}){99999999}){99999999}").error).toBe("");
  });

  it("refuses a pattern that is too long, too deep, or has too many groups or ranges", () => {
    expect(errorOf("a".repeat(16385))).toBe("more than 16384 characters");
    expect(Regex.compile("[" + "a".repeat(16382) + "]").error).toBe("");
    expect(Regex.compile("(?:".repeat(50) + "a" + ")".repeat(50)).error).toBe("");
    expect(errorOf("(?:".repeat(51) + "a" + ")".repeat(51))).toBe("groups nested deeper than 50 at index 153");
    expect(errorOf("(".repeat(16384))).toBe("groups nested deeper than 50 at index 51");
    expect(Regex.compile("()".repeat(64)).error).toBe("");
    expect(errorOf("()".repeat(65))).toBe("more than 64 groups at index 128");
    let ranges = "";
    for (let i = 0; i < 1001; i++) ranges += String.fromCharCode(0x3000 + 2 * i);
    expect(Regex.compile("[" + ranges.substring(1) + "]").error).toBe("");
    expect(errorOf("[" + ranges + "]")).toBe("more than 1000 ranges of characters at index 1002");
    expect(errorOf("[^" + ranges.substring(1) + "]")).toBe("more than 1000 ranges of characters at index 1003");
  });
});
