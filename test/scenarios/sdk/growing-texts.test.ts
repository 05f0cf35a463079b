import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve, type TestGateway } from "../../../tooling/testing/index.js";
import { make } from "../../fixtures/filters/growing-texts/patterns.js";

const PATTERNS = [
  ...[
    "letters",
    "reversed",
    "two at once",
    "three operands",
    "itself",
    "shared",
    "assigned",
    "used as a value",
    "nested",
  ],
  ...["branches", "parameter", "kept for later", "nothing appended", "read meanwhile"],
];

describe.each(engines)("texts that grow in a loop on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({ engine, filter: "test/fixtures/filters/growing-texts" });
  });

  afterAll(() => gateway.close());

  async function ask(pattern: string, text: string): Promise<string> {
    const response = await gateway.fetch("/", { headers: { "x-pattern": pattern, "x-text": text } });
    return response.text();
  }

  it.each(PATTERNS)("are what they are in TypeScript: %s", async (pattern) => {
    const texts = ["abcabab", "aabbb".repeat(60), "x".repeat(333)];
    const asked: string[] = [];
    const expected: string[] = [];
    for (const text of [...texts, ...texts]) {
      asked.push(await ask(pattern, text));
      expected.push(make(pattern, text));
    }
    expect(asked).toEqual(expected);
  });

  it.each(["letters", "two at once", "three operands", "parameter", "branches", "nested"])(
    "take no copy with each turn, as long as a header can be: %s",
    async (pattern) => {
      const text = "abcdefgh".repeat(6000);
      for (let round = 0; round < 3; ++round) expect(await ask(pattern, text)).toBe(make(pattern, text));
    },
  );
});
