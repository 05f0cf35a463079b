import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { PAGE_BYTES } from "../../../tooling/wasm/page-bytes.js";
import { nameOf, soakFilter } from "./soak-filter.js";
import { SOAKS } from "./jobs/index.js";
import type { Soak } from "./jobs/soak.js";

const TIME_LIMIT_MS = 120_000;

const soakOf = (name: string): Soak => {
  const found = SOAKS.find((soak) => nameOf(soak) === name);
  if (found === undefined) throw new Error(`no soak is called ${name}`);
  return found;
};

describe("a soak", () => {
  it(
    "reads memory after each of the numbers, callouts answered",
    async () => {
      const points = await soakFilter(soakOf("ext-authz (http)"), [100, 300]);
      expect(points.map(({ requests }) => requests)).toEqual([100, 300]);
      for (const { memoryBytes } of points) expect(memoryBytes % PAGE_BYTES).toBe(0);
      expect(points[0]?.memoryBytes).toBeGreaterThan(0);
    },
    TIME_LIMIT_MS,
  );

  it(
    "sends bodies, and breaks off where a bound is broken",
    async () => {
      const soak = soakOf("body-guard");
      const seen: number[] = [];
      const watched: Soak = { ...soak, request: (index) => (seen.push(index), soak.request(index)) };
      await soakFilter(watched, [120]);
      expect(seen).toHaveLength(120);
      await expect(soakFilter({ ...soak, pagesMax: 1 }, [1])).rejects.toMatchObject({
        code: "ERR_INTERNAL",
        message: expect.stringMatching(/^the soak of body-guard: \d+ bytes of memory are too many$/) as string,
      });
    },
    TIME_LIMIT_MS,
  );

  it("is there for every ready filter", async () => {
    const folders = (await readdir("filters", { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(new Set(SOAKS.map(({ filter }) => filter))).toEqual(new Set(folders.map(({ name }) => name)));
  });
});
