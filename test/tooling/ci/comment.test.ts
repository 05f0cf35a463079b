import { describe, expect, it } from "vitest";
import type { PluginsReport } from "../../../tooling/bench/measure-plugins.js";
import { LAST_RELEASE } from "../../../tooling/bench/job.js";
import { renderComment } from "../../../tooling/ci/comment.js";

const spread = (median: number) => ({ median, low: median - 1, high: median + 1 });
const COST = {
  participants: [
    { name: LAST_RELEASE, overheadUs: spread(10), comparisons: [] },
    {
      name: "now",
      overheadUs: spread(12),
      comparisons: [{ reference: LAST_RELEASE, differenceUs: spread(2) }],
    },
  ],
} as unknown as PluginsReport;
const auth = { name: "auth", sizeBytes: 20_000, releasedBytes: 16_000, cost: COST, image: "a.example/auth@sha256:1" };
const HEAD = "| | last release | now | change |\n| --- | ---: | ---: | ---: |\n";

describe("the comment of a pipeline", () => {
  it("tells one module's size and cost, and its image", () => {
    expect(renderComment([auth])).toBe(
      `### auth\n\n${HEAD}` +
        "| module | 16,000 B | 20,000 B | +25.0 % |\n" +
        "| CPU a request | 10.0 µs | 12.0 µs | +2.0 µs (+1.0 to +3.0) |\n\n" +
        "Image: `a.example/auth@sha256:1`\n",
    );
  });

  it("tells those of several in one table, by their names", () => {
    const fresh = { name: "metrics", sizeBytes: 9000, releasedBytes: null, cost: null, image: null };
    expect(renderComment([auth, fresh])).toBe(
      `### auth, metrics\n\n${HEAD}` +
        "| auth: module | 16,000 B | 20,000 B | +25.0 % |\n" +
        "| auth: CPU a request | 10.0 µs | 12.0 µs | +2.0 µs (+1.0 to +3.0) |\n" +
        "| metrics: module | – | 9,000 B | – |\n\n" +
        "- `a.example/auth@sha256:1`\n",
    );
  });
});
