import { describe, expect, it } from "vitest";
import { PAIRS_MAX, PAIRS_SIZE_MAX } from "../../../../assembly/shared/pair-limits.js";
import { parsePairs, serializePairs } from "../../../../tooling/host/http/pairs.js";

// prettier-ignore
const ONE = Buffer.from([
  1, 0, 0, 0,                      // one pair
  1, 0, 0, 0, 2, 0, 0, 0,          // len "a", len "bc"
  0x61, 0, 0x62, 0x63, 0,
]);

describe("pairs", () => {
  it("are counted, then measured, then written with a NUL after each string", () => {
    expect(serializePairs([["a", "bc"]])).toEqual(ONE);
    expect(parsePairs(ONE)).toEqual([["a", "bc"]]);
  });

  it("keep bytes that are not UTF-8, empty values and duplicates", () => {
    const pairs = [
      ["x", "caf\xe9"],
      ["x", ""],
      ["", "v"],
    ] as const;
    expect(parsePairs(serializePairs(pairs))).toEqual(pairs);
  });

  it.each([
    ["a slack byte", Buffer.concat([ONE, Buffer.from([0])])],
    ["a missing last NUL", ONE.subarray(0, -1)],
    ["another byte than NUL after the name", Buffer.from(ONE).fill(1, 13, 14)],
    ["another byte than NUL after the value", Buffer.from(ONE).fill(1, 16)],
    ["a length that leads out", Buffer.from(ONE).fill(0xff, 4, 8)],
    ["a count larger than the bytes", Buffer.from(ONE).fill(2, 0, 1)],
    ["fewer bytes than a count", Buffer.from([1, 0, 0])],
    ["nothing", Buffer.alloc(0)],
  ])("are none at all with %s", (_case, bytes) => {
    expect(parsePairs(bytes)).toEqual([]);
  });

  it("are none above Envoy's limits", () => {
    const many = Array.from({ length: PAIRS_MAX }, () => ["a", "b"] as const);
    expect(parsePairs(serializePairs(many))).toHaveLength(PAIRS_MAX);
    expect(parsePairs(serializePairs([...many, ["a", "b"]]))).toEqual([]);
    const exact = "v".repeat(PAIRS_SIZE_MAX - 15);
    expect(parsePairs(serializePairs([["a", exact]]))).toHaveLength(1);
    expect(parsePairs(serializePairs([["a", `${exact}v`]]))).toEqual([]);
  });
});
