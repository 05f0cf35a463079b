import { beforeAll, describe, expect, it } from "vitest";
import { RegexGuest } from "./guest.js";
import { Random } from "./patterns.js";

const KIB = 1024;

/** Patterns that a backtracking search needs exponential or high polynomial time for, each with a text of that length. */
const HOSTILE: readonly (readonly [pattern: string, text: (length: number) => string])[] = [
  ["(a+)+$", (length) => `${"a".repeat(length)}!`],
  ["(a|a)*b", (length) => "a".repeat(length)],
  ["(a*)*c", (length) => "a".repeat(length)],
  ["(x+x+)+y", (length) => "x".repeat(length)],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", (length) => "a".repeat(length)],
  ["(.*)(.*)(.*)(.*)!", (length) => "a".repeat(length)],
  ["^(?:(?:a{1,8}){1,8}){1,8}b", (length) => "a".repeat(length)],
  ["(?:a?){50}a{50}b", (length) => "a".repeat(length)],
  ["(?:(?:(?:a*)*)*)*b", (length) => "a".repeat(length)],
  ["(\\w+\\s?)*$", (length) => `${"ab ".repeat(length / 3)}!`],
  ["\\b(?:[\\w.]+)+@", (length) => "a.".repeat(length / 2)],
  ["(?:.|\\n)*?(?:x|y)(?:.|\\n)*?z", (length) => "xy\n".repeat(length / 3)],
  // Which of the last fourteen characters were an `a`: more states than any cache holds.
  ["a[ab]{14}c", (length) => randomLetters(length)],
  ["(a)[ab]{14}(c)", (length) => randomLetters(length)],
];

function randomLetters(length: number): string {
  const random = new Random(11);
  return Array.from({ length }, () => "ab"[random.below(2)]).join("");
}

describe("the steps that a Regex takes", () => {
  let guest: RegexGuest;

  beforeAll(async () => {
    guest = await RegexGuest.start({ countsSteps: true });
  });

  /** How many times more steps `action` takes on a text of four times the length, once the states that it needs are there. */
  function growthOf(length: number, action: (length: number) => void): number {
    action(4 * length);
    return guest.stepsOf(() => action(4 * length)) / guest.stepsOf(() => action(length));
  }

  it.each(HOSTILE)("grow with the text, and no faster: %s", (pattern, text) => {
    expect(guest.compile(pattern)).toBe("");
    const texts = new Map([4, 16].map((size) => [size * KIB, text(size * KIB)]));
    const of = (length: number): string => texts.get(length) ?? "";
    expect(growthOf(4 * KIB, (length) => guest.test(of(length)))).toBeLessThan(6);
    expect(growthOf(4 * KIB, (length) => guest.exec(of(length), 1))).toBeLessThan(6);
    expect(growthOf(4 * KIB, (length) => guest.exec(`${of(length)}abyz!X@c`, 1))).toBeLessThan(6);
    expect(growthOf(4 * KIB, (length) => guest.replaceAll(of(length), "x"))).toBeLessThan(6);
  });

  it("are bounded for every match together, where each alone reads to the end", () => {
    expect(guest.compile("a*b|a")).toBe("");
    expect(growthOf(4 * KIB, (length) => guest.replaceAll("a".repeat(length), "x"))).toBeLessThan(6);
  });

  it("are few for each character of a text of a mebibyte", () => {
    expect(guest.compile("(?:admin|internal)/\\d+$")).toBe("");
    const text = "/adminx".repeat((KIB * KIB) / 7);
    expect(guest.stepsOf(() => guest.test(text))).toBeLessThan(4 * text.length);
  });

  it("do not depend on the text where an anchored pattern has failed at its start", () => {
    expect(guest.compile("^(?:/admin|/internal)")).toBe("");
    expect(guest.stepsOf(() => guest.test("/public/".repeat(10_000)))).toBeLessThan(2000);
    expect(guest.stepsOf(() => guest.test("/public/".repeat(10_000)))).toBeLessThan(50);
  });

  it("are bounded for compiling, whatever is repeated", () => {
    for (const pattern of [
      `${"(?:".repeat(50)}${"){9999999}".repeat(50)}`,
      `${"(".repeat(40)}a${"){1,9}".repeat(40)}`,
    ]) {
      expect(guest.stepsOf(() => guest.compile(pattern))).toBeLessThan(100_000);
    }
    const wide = Array.from({ length: 1000 }, (_, i) => String.fromCharCode(0x3000 + 2 * i)).join("");
    expect(guest.stepsOf(() => guest.compile(`[${wide}]`))).toBeLessThan(5_000_000);
    expect(guest.stepsOf(() => guest.compile(wide))).toBeLessThan(10_000_000);
  });
});

describe("the memory that a Regex takes", () => {
  it("does not grow with the texts it has searched, nor with the patterns that were refused or dropped", async () => {
    const guest = await RegexGuest.start();
    const text = "ab ".repeat(300_000);
    const work = (): void => {
      expect(guest.compile("(\\w)+(?<last>c)?$")).toBe("");
      expect(guest.test(text)).toBe(false);
      expect(guest.exec(`${text}abc`, 3)?.groups).toEqual(["abc", "c", null]);
      guest.collect();
      expect(guest.replaceAll(text, "$1")?.length).toBe(text.length);
      expect(guest.compile("((((a{99}){99}")).not.toBe("");
      guest.collect();
    };
    work();
    work();
    const size = guest.memorySize;
    for (let i = 0; i < 10; i++) work();
    expect(guest.memorySize).toBe(size);
  });
});
