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
