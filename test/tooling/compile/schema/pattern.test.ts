import { beforeAll, describe, expect, it } from "vitest";
import { parsePattern } from "../../../../tooling/compile/schema/pattern.js";
import { compileConfig, type ConfigParser } from "./compile-config.js";

const PATTERNS = [
  "^$",
  "^abc$",
  "^a?b+c*$",
  "^[a-z]+$",
  "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
  "^[^\\r\\n\\0]*$",
  "^[^a]b$",
  "^\\d+\\.\\d+$",
  "^[\\w-]*@[\\d]?$",
  "^[^]$",
  "^[\\]\\\\\\-^]+$",
  "^/[^/?]*/?$",
  "^\\x41\\u0042[+*?.]?$",
  "^[-a]+[ -,]?$",
];

const TEXTS = [
  "",
  "abc",
  "ab",
  "b",
  "abbcc",
  "bbb",
  "c",
  "a",
  "ä",
  "😀",
  "xb",
  "äb",
  "😀b",
  "😀😀b",
  "ab",
  "x-forwarded-for",
  "with space",
  "line\nbreak",
  "nul\0",
  "1.23",
  "1.",
  "12",
  "a-b_c@7",
  "@",
  "]\\-^",
  "/path",
  "/path/",
  "/path//",
  "AB",
  "AB+",
  "A",
  "-a,",
  "-a--",
  "+",
  "\u007f",
  "\u0080",
];

describe("a pattern", () => {
  let parse: ConfigParser;

  beforeAll(async () => {
    const properties = Object.fromEntries(
      PATTERNS.map((pattern, index) => [`p${index}`, { type: "string", pattern, default: defaultFor(pattern) }]),
    );
    parse = await compileConfig({ type: "object", additionalProperties: false, properties }, `return "accepted";`);
  });

  it.each(PATTERNS)("%s takes in the filter what it takes in JavaScript", (pattern) => {
    const index = PATTERNS.indexOf(pattern);
    const expected = TEXTS.map((text) => [text, new RegExp(pattern, "u").test(text)]);
    const found = TEXTS.map((text) => [text, parse(JSON.stringify({ [`p${index}`]: text })).error === undefined]);
    expect(found).toEqual(expected);
  });

  it.each([
    ["abc", /must begin with \^ and end with \$/],
    ["^abc", /must begin with/],
    ["^abc\\$", /must begin with/],
    ["^(a|b)$", /"\(" is outside the supported patterns/],
    ["^a|b$", /"\|" is outside/],
    ["^a{2}$", /"\{" is outside/],
    ["^.*$", /"\." is outside/],
    ["^a*a$", /could take the same character/],
    ["^a?b?a$", /could take the same character/],
    ["^[a-z]+[0-9]*z$", /could take the same character/],
    ["^[^a]*ä?$", /only ASCII characters may be named/],
    ["^[^a]*[^b]$", /could take the same character/],
    ["^ä$", /only ASCII/],
    ["^a+?$", /"\?" is outside/],
    ["^\\bword$", /escape \\b is not supported/],
    ["^\\s$", /escape \\s is not supported/],
    ["^\\p{L}$", /escape \\p is not supported/],
    ["^[b-a]$", /not an ECMA-262/],
    ["^[a$", /not an ECMA-262/],
    ["^[\\d-z]$", /not an ECMA-262/],
  ])("%s is refused", (pattern, reason) => {
    expect(parsePattern(pattern)).toMatch(reason);
  });
});

/** A default must match: some text of the list does. */
function defaultFor(pattern: string): string {
  return TEXTS.find((text) => new RegExp(pattern, "u").test(text)) ?? "";
}
