import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileFilter } from "sluice";

const BYTES_MAX = 60 * 1024;

const filters = readdirSync("filters", { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe("the module of a filter that comes along", () => {
  it.each(filters.map(({ name }) => name))("is small: %s", { timeout: 60_000 }, async (name) => {
    const { module } = await compileFilter({ filter: `filters/${name}` });
    expect(module.byteLength).toBeLessThanOrEqual(BYTES_MAX);
  });
});
