import { Regex } from "../../../../sdk/regex/regex";

function replaced(pattern: string, text: string, replacement: string, lengthMax: i32 = 1000): string {
  const result = Regex.compile(pattern).regex!.replace(text, replacement, lengthMax);
  return result === null ? "null" : result;
}

function allReplaced(pattern: string, text: string, replacement: string, lengthMax: i32 = 1000): string {
  const result = Regex.compile(pattern).regex!.replaceAll(text, replacement, lengthMax);
  return result === null ? "null" : result;
}

describe("Regex.replace", () => {
  it("replaces the first match and keeps the rest", () => {
    expect(replaced("b+", "abbcb", "x")).toBe("axcb");
    expect(replaced("b+", "bb", "")).toBe("");
    expect(replaced("^", "a", "x")).toBe("xa");
    expect(replaced("$", "a", "x")).toBe("ax");
    expect(replaced("b", "a", "x")).toBe("a");
  });

  it("expands references as JavaScript does", () => {
    expect(replaced("(a)(b)?", "xaz", "[$1$2]")).toBe("x[a]z");
    expect(replaced("b", "abc", "[$&$$$`$']")).toBe("a[b$ac]c");
    expect(replaced("(?<y>\\d+)-(?<m>\\d+)", "2026-11", "$<m>/$<y>$<none>")).toBe("11/2026");
    expect(replaced("(a)", "a", "$<a>$<")).toBe("$<a>$<");
    expect(replaced("(?<n>a)", "a", "$<n$<n>")).toBe("");
    expect(replaced("(a)", "a", "$0$1$2$01$10$00$")).toBe("$0a$2aa0$00$");
    expect(replaced("()()()()()()()()()(b)(c)", "bc", "$10$11$12$1")).toBe("bc2");
    expect(replaced("a", "a", "$x$ $\ud83d\ude00")).toBe("$x$ $\ud83d\ude00");
  });

  it("is null when the result would be too long", () => {
    expect(replaced("b", "abc", "xyz", 5)).toBe("axyzc");
    expect(replaced("b", "abc", "xyz", 4)).toBe("null");
    expect(replaced("b", "abc", "$`$'$&", 4)).toBe("null");
    expect(replaced("b", "abc", "x", 0)).toBe("null");
    expect(replaced("b", "abc", "x", -1)).toBe("null");
    expect(replaced("abc", "abc", "", 0)).toBe("");
  });
});

describe("Regex.replaceAll", () => {
  it("replaces every match, empty ones too", () => {
    expect(allReplaced("b", "abcb", "x")).toBe("axcx");
    expect(allReplaced("", "ab", "-")).toBe("-a-b-");
    expect(allReplaced("a*", "baac", "x")).toBe("xbxxcx");
    expect(allReplaced("a*", "aa", "x")).toBe("xx");
    expect(allReplaced("", "\ud83d\ude00", "-")).toBe("-\ud83d\ude00-");
    expect(allReplaced("^a", "aaa", "x")).toBe("xaa");
    expect(allReplaced("\\b", "ab cd", "|")).toBe("|ab| |cd|");
    expect(allReplaced("x", "ab", "y")).toBe("ab");
    expect(allReplaced("(.)(.)", "abcde", "$2$1")).toBe("badce");
  });

  it("is null when the result would be too long", () => {
    expect(allReplaced("a", "a".repeat(100), "bb", 200)).toBe("bb".repeat(100));
    expect(allReplaced("a", "a".repeat(100), "bb", 199)).toBe("null");
    expect(allReplaced("a", "a".repeat(1000), "$`$'", i32.MAX_VALUE).length).toBe(999000);
    expect(allReplaced("a", "a".repeat(1000), "$`$'", 998999)).toBe("null");
  });

  it("is null when the searches would read the text over and over", () => {
    expect(allReplaced("a*b|a", "a".repeat(100), "x")).toBe("x".repeat(100));
    expect(allReplaced("a*b|a", "a".repeat(10000), "x", 10000)).toBe("null");
    expect(allReplaced("a*b|a", "a".repeat(10000) + "b", "x", 10000)).toBe("x");
    expect(allReplaced("a", "a".repeat(100000), "x", 100000).length).toBe(100000);
  });
});
