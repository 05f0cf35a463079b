import { describe, expect, it } from "vitest";
import { type Ratio, ratioOf, spreadOf } from "../../../tooling/bench/statistics.js";

describe("spreadOf", () => {
  it("finds median and quartiles whatever the order", () => {
    expect(spreadOf([9, 1, 5, 3, 7])).toMatchObject({ median: 5, q1: 3, q3: 7 });
  });

  it("interpolates between neighbours", () => {
    expect(spreadOf([10, 20, 30, 40])).toMatchObject({ median: 25, q1: 17.5, q3: 32.5 });
  });

  it("is not moved by one wild value", () => {
    expect(spreadOf([1, 2, 3, 4, 1e9]).median).toBe(3);
  });

  it("gives the median's interval by rank: of 100 values the 40th and the 61st", () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(spreadOf(values)).toMatchObject({ median: 50.5, low: 40, high: 61 });
  });

  it("keeps the interval within a small sample", () => {
    expect(spreadOf([4, 8])).toMatchObject({ low: 4, high: 8 });
  });

  it("has nothing to say of an empty sample", () => {
    expect(Object.values(spreadOf([]))).toEqual([NaN, NaN, NaN, NaN, NaN]);
  });
});

describe("ratioOf", () => {
  it("divides the middles, not each pair, and lets no wild round in", () => {
    expect(ratioOf([2, 4, 90], [1, 2, 3]).value).toBe(2);
  });

  it("is sure of a ratio that every round has, however far the rounds lie apart", () => {
    expect(ratioOf([3, 30, 300], [1, 10, 100])).toEqual({ value: 3, low: 3, high: 3 });
  });

  it("has an interval around the ratio, the same at every call", () => {
    const values = Array.from({ length: 50 }, (_, index) => 10 + ((index * 7) % 11));
    const others = Array.from({ length: 50 }, (_, index) => 10 + ((index * 5) % 13));
    const ratio = ratioOf(values, others);
    expect(ratio.low).toBeLessThan(ratio.value);
    expect(ratio.high).toBeGreaterThan(ratio.value);
    expect(ratioOf(values, others)).toEqual(ratio);
  });

  it("takes whole generations where there are enough of them", () => {
    const generations = Array.from({ length: 60 }, (_, round) => Math.floor(round / 10));
    const others = generations.map((_, round) => 10 + (round % 3) / 10);
    const values = generations.map((generation, round) => (others[round] ?? 0) * (generation % 2 === 0 ? 1 : 2));
    const width = ({ low, high }: Ratio): number => high - low;
    const oneEach = ratioOf(values, others);
    expect(width(ratioOf(values, others, generations))).toBeGreaterThan(1.5 * width(oneEach));
    const few = generations.map((generation) => generation % 4);
    expect(ratioOf(values, others, few)).toEqual(oneEach);
  });
});
