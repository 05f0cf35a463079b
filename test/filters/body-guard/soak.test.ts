import { beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { startBodyGuest } from "./body-guest.js";
import type { BodyGuest } from "./body-guest.js";

const TIME_LIMIT_MS = 120_000;
const PAGE = 65_536;
const MEBIBYTE = 1_048_576;

let guest: BodyGuest;

beforeAll(async () => {
  guest = await startBodyGuest();
}, TIME_LIMIT_MS);

/** Documents that cost as much as their length allows. */
const hostile: [what: string, body: string][] = [
  ["half a million numbers", `[${"1,".repeat(500_000)}1]`],
  ["a hundred thousand members", `{${Array.from({ length: 90_000 }, (_, i) => `"${i}":1`).join(",")}}`],
  ["one name of a mebibyte", `{"${"n".repeat(1_000_000)}":{"x":1}}`],
  ["one string of a mebibyte", `"${"a".repeat(1_000_000)}"`],
  ["the deepest nesting", `${'{"x":'.repeat(63)}7${"}".repeat(63)}`],
  ["nesting without an end", "[".repeat(1_000_000)],
  ["long names, deep inside", `${`{"${"n".repeat(16_000)}":`.repeat(60)}1${"}".repeat(60)}`],
  ["an escape cut off", `"${"\\u00".repeat(100_000)}`],
  ["nothing but quotes", '"'.repeat(1_000_000)],
];

/** Each value is checked twice for each level around it: 2^64 times without a bound. */
const doubling = {
  anyOf: [{ $ref: "#/$defs/twice" }, { $ref: "#/$defs/twice" }],
  $defs: {
    twice: {
      type: ["object", "array"],
      required: ["nowhere"],
      properties: { x: { $ref: "#" } },
      additionalProperties: { $ref: "#" },
      items: { oneOf: [{ type: "string", pattern: "(a*)*b" }, { $ref: "#" }] },
    },
  },
};

const inside = {
  anyOf: [
    { type: "object", additionalProperties: { $ref: "#" } },
    { type: "object", properties: { x: { $ref: "#" } }, additionalProperties: { $ref: "#" }, minProperties: 1 },
    { type: "string", pattern: "(a|aa)*b$" },
  ],
};

describe("body-guard", () => {
  it.each(hostile)(
    "refuses %s, whatever the schema, and goes on",
    (_, body) => {
      for (const schema of [doubling, inside]) {
        expect(
          guest.configure({ rules: [{ name: "r", schema: JSON.stringify(schema), max_body_bytes: MEBIBYTE }] }),
        ).toBeNull();
        expect(guest.send(body)?.status).toSatisfy((status) => status === 400 || status === 422);
        expect(guest.memory.buffer.byteLength).toBeLessThanOrEqual(64 * MEBIBYTE);
        expect(guest.send("7")?.status).toBe(422);
      }
    },
    TIME_LIMIT_MS,
  );

  it("says where no one knows what is valid, rather than go on for ever", () => {
    guest.configure({ rules: [{ name: "r", schema: JSON.stringify(inside) }] });
    expect(guest.send(`${'{"x":'.repeat(60)}"aaa"${"}".repeat(60)}`)?.detail).toContain(
      "has more in it than is checked",
    );
  });

  it(
    "keeps its memory over 20,000 requests",
    async () => {
      const schema = {
        type: "object",
        required: ["id"],
        properties: {
          id: { type: "string", pattern: "^[a-z0-9-]+$" },
          tags: { type: "array", items: { type: "string" } },
        },
      };
      const fresh = await startBodyGuest();
      fresh.configure({ rules: [{ name: "r", schema: JSON.stringify(schema), max_members: 64 }] });
      const send = (index: number): void => {
        const tags = Array.from({ length: index % 50 }, (_, i) => `tag ${i}`);
        fresh.send(
          index % 3 === 0 ? `{"id":${index}` : JSON.stringify({ id: index % 2 ? `id-${index}` : index, tags }),
        );
      };
      for (let index = 0; index < 2_000; ++index) send(index);
      const warm = fresh.memory.buffer.byteLength;
      for (let index = 2_000; index < 20_000; ++index) send(index);
      expect(fresh.memory.buffer.byteLength).toBe(warm);
      expect(warm).toBeLessThanOrEqual(16 * PAGE);
    },
    TIME_LIMIT_MS,
  );

  it("is a module of at most 60 KB", async () => {
    const { module } = await compileFilter({ filter: "filters/body-guard" });
    expect(module.byteLength).toBeLessThanOrEqual(60 * 1024);
  });
});
