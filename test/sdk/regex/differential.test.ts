import { beforeAll, describe, expect, it } from "vitest";
import { RegexGuest } from "./guest.js";
import { Random, randomFlags, randomPattern, randomText } from "./patterns.js";

const PATTERNS = 6000;
const SUBJECTS = 6;

describe("Regex against JavaScript's RegExp", () => {
  let guest: RegexGuest;

  beforeAll(async () => {
    guest = await RegexGuest.start();
  });

  it("finds the same match and the same groups, whatever the pattern and the text", () => {
    const random = new Random(20_260);
    let matches = 0;
    for (let round = 0; round < PATTERNS; round++) {
      const pattern = randomPattern(random);
      const flags = randomFlags(random);
      const expected = new RegExp(pattern, `${flags}uy`);
      expect(guest.compile(pattern, flags), pattern).toBe("");
      for (let i = 0; i < SUBJECTS; i++) {
        const text = randomText(random, 12);
        const match = search(expected, text);
        const where = JSON.stringify([pattern, flags, text]);
        expect(guest.test(text), where).toBe(match !== null);
        const found = guest.exec(text, match?.length ?? 0);
        if (match === null) {
          expect(found, where).toBeNull();
          continue;
        }
        matches++;
        expect(found?.index, where).toBe(match.index);
        expect(found?.groups, where).toEqual([...match].map((group) => group ?? null));
      }
    }
    expect(matches).toBeGreaterThan(PATTERNS);
  });

  it("replaces the same, and expands the same references", () => {
    const random = new Random(4_711);
    const pieces = ["$1", "$2", "$10", "$&", "$$", "$`", "$'", "$<n1>", "$<n2>", "$<x>", "$", "<", "a", "0", ">"];
    let changes = 0;
    for (let round = 0; round < PATTERNS; round++) {
      const pattern = randomPattern(random);
      const flags = randomFlags(random);
      const replacement = Array.from({ length: random.below(4) }, () => random.pick(pieces)).join("");
      expect(guest.compile(pattern, flags), pattern).toBe("");
      // Without surrogates: V8's own search tries between their halves.
      const text = randomText(random, 12).replace(/[\ud800-\udfff]/g, "");
      const where = JSON.stringify([pattern, flags, text, replacement]);
      const all = text.replace(new RegExp(pattern, `${flags}gu`), replacement);
      expect(guest.replace(text, replacement), where).toBe(text.replace(new RegExp(pattern, `${flags}u`), replacement));
      expect(guest.replaceAll(text, replacement), where).toBe(all);
      if (all !== text) changes++;
    }
    expect(changes).toBeGreaterThan(PATTERNS / 3);
  });
});

/**
 * The first match of a sticky expression, tried at each code point in turn as ECMA-262 §22.2.7.2 has it: V8's own search also tries
 * between the halves of a surrogate pair.
 */
function search(expression: RegExp, text: string): RegExpExecArray | null {
  for (let at = 0; at <= text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) {
    expression.lastIndex = at;
    const match = expression.exec(text);
    if (match !== null) return match;
  }
  return null;
}
