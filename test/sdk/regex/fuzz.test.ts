import { beforeAll, describe, expect, it } from "vitest";
import { RegexGuest } from "./guest.js";
import { Random, randomFlags, randomPattern, randomText } from "./patterns.js";

const PIECES = [
  ...[
    "(",
    ")",
    "(?:",
    "(?<a>",
    "(?<b>",
    "(?=",
    "(?<!",
    "(?",
    "[",
    "]",
    "[^",
    "{",
    "}",
    "{2}",
    "{1,",
    "{3,1}",
    "{99999}",
  ],
  ...[
    "*",
    "+",
    "?",
    "|",
    "^",
    "$",
    ".",
    "-",
    "\\",
    "\\d",
    "\\W",
    "\\b",
    "\\B",
    "\\1",
    "\\k<a>",
    "\\x4",
    "\\u{41}",
    "\\ud83d",
  ],
  ...["\\p{L}", "\\c", "\\0", "\\-", "a", "b", "z", "1", ",", ">", "é", "😀", "\ud83d", "\ude00", "\0", "\n"],
];

describe("Regex on hostile input", () => {
  let guest: RegexGuest;

  beforeAll(async () => {
    guest = await RegexGuest.start();
  });

  it("accepts no pattern that JavaScript refuses, and says the place of what it refuses", () => {
    const random = new Random(77);
    let accepted = 0;
    for (let round = 0; round < 30_000; round++) {
      const pattern = Array.from({ length: random.below(9) }, () => random.pick(PIECES)).join("");
      const error = guest.compile(pattern, randomFlags(random));
      const where = JSON.stringify(pattern);
      if (error !== "") {
        const index = Number(/ at index (\d+)$/.exec(error)?.[1]);
        expect(index, `${where}: ${error}`).toBeLessThanOrEqual(pattern.length);
        if (!/^(unsupported|more than|unknown group)/.test(error) && !pattern.includes("\\p")) {
          expect(() => new RegExp(pattern, "u"), `${where}: ${error}`).toThrow(SyntaxError);
        }
        continue;
      }
      accepted++;
      expect(() => new RegExp(pattern, "u"), where).not.toThrow();
      guest.test(randomText(random, 20));
      guest.exec(randomText(random, 20), 1);
    }
    expect(accepted).toBeGreaterThan(3000);
  });

  it("survives patterns and texts of any UTF-16", () => {
    const random = new Random(99);
    const units = (length: number, limit: number): string =>
      String.fromCharCode(...Array.from({ length }, () => random.below(limit)));
    let accepted = 0;
    for (let round = 0; round < 10_000; round++) {
      const pattern = units(random.below(24), random.pick([0x80, 0x10000]));
      if (guest.compile(pattern) !== "") continue;
      accepted++;
      const text = units(random.below(200), 0x10000) + pattern;
      expect(guest.exec(text, 1) !== null, JSON.stringify([pattern, text])).toBe(guest.test(text));
    }
    expect(accepted).toBeGreaterThan(1000);
  });

  it("survives patterns cut anywhere", () => {
    const pattern = "^(?<a>[^\\d-\\n]{2,3}?|(?:\\u{1F600}\\ud83d\\ude00|\\x41)+?)*\\b$";
    for (let length = 0; length <= pattern.length; length++) {
      const cut = pattern.slice(0, length);
      let isValid = true;
      try {
        new RegExp(cut, "u");
      } catch {
        isValid = false;
      }
      expect(guest.compile(cut) === "", cut).toBe(isValid);
    }
  });

  it("matches bytes as it matches their text", () => {
    const random = new Random(123);
    let matches = 0;
    for (let round = 0; round < 3000; round++) {
      expect(guest.compile(randomPattern(random), randomFlags(random))).toBe("");
      const bytes = Buffer.from(randomText(random, 10));
      if (bytes.length > 0 && random.below(2) === 0) bytes[random.below(bytes.length)] = random.below(256);
      const isMatch = guest.testBytes(bytes);
      expect(isMatch).toBe(guest.test(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)));
      if (isMatch) matches++;
    }
    expect(matches).toBeGreaterThan(1000);
  });
});
