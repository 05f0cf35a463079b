import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { CostRecord } from "../bench/cost-record.js";
import { FILTER_JOBS } from "../bench/jobs/index.js";
import { SOAKS } from "../bench/soak/jobs/index.js";
import type { SoakRecord } from "../bench/soak/soak-record.js";
import type { TargetsRecord } from "../bench/targets.js";
import {
  CONDITIONS,
  conditionsText,
  COST,
  costText,
  replaceBetween,
  SOAK,
  soakTable,
  TARGETS,
  targetsTable,
} from "./figures.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FIGURES = "test/bench/figures";
/** Caches are full, and each kind of request has come. */
const WARM_UP = 10_000;

/** Jobs that are not called as their filter. */
const FILTERS: Readonly<Record<string, string>> = {
  "auth-hs256": "auth",
  "auth-rs256": "auth",
  "auth-rs256-cached": "auth",
  "filter-headers": "headers",
};

function recordsOf<T>(name: string): T[] {
  const file = join(ROOT, FIGURES, `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T[]) : [];
}

const costs = recordsOf<CostRecord>("costs");
const soaks = recordsOf<SoakRecord>("soak").filter(({ engine }) => engine === "host");
const filters = [...new Set(Object.keys(FILTER_JOBS).map((job) => FILTERS[job] ?? job))];

/** The document as its figures are to have it. */
async function expectFigures(path: string, change: (document: string) => string | null): Promise<void> {
  const file = join(ROOT, path);
  const text = change(readFileSync(file, "utf8"));
  expect(text).not.toBeNull();
  await expect(text).toMatchFileSnapshot(file);
}

describe("the figures in the documentation", () => {
  it.each(filters)("say what was measured of %s", async (filter) => {
    const ours = costs.filter(({ job }) => (FILTERS[job] ?? job) === filter);
    expect(ours).not.toEqual([]);
    await expectFigures(`filters/${filter}/README.md`, (document) => replaceBetween(document, COST, costText(ours)));
  });

  it("say how it was measured, and what the memory of each filter comes to", async () => {
    await expectFigures("filters/README.md", (document) => {
      const text = replaceBetween(document, CONDITIONS, conditionsText(costs));
      return text === null ? null : replaceBetween(text, SOAK, soakTable(soaks));
    });
  });

  it("say what one run of the benchmark has seen of what was to be reached", async () => {
    const record = JSON.parse(readFileSync(join(ROOT, FIGURES, "targets.json"), "utf8")) as TargetsRecord;
    await expectFigures("test/bench/README.md", (document) => replaceBetween(document, TARGETS, targetsTable(record)));
  });

  it("are there for every filter, whose memory does not grow once it is warm", () => {
    expect(new Set(soaks.map(({ name }) => name.split(" ")[0]))).toEqual(new Set(SOAKS.map(({ filter }) => filter)));
    for (const { name, points } of soaks) {
      const warm = points.filter(({ requests }) => requests >= WARM_UP).map(({ memoryBytes }) => memoryBytes);
      expect(warm.length, name).toBeGreaterThanOrEqual(2);
      expect(new Set(warm).size, name).toBe(1);
    }
  });
});

describe("the text of a cost", () => {
  const total = { value: 1.254, low: 1.2, high: 1.31 };
  const overheadUs = { median: 1, low: 1, high: 1 };
  const record = (ratios: CostRecord["participants"][number]["ratios"]): CostRecord => ({
    ...{ job: "cors", about: "a job", rounds: 9 },
    setting: { envoy: "1.40.0", cores: 2, generations: 2, requestsPerRound: 200 },
    participants: [
      { name: "no filter", about: "the baseline", overheadUs: null, total, ratios: {} },
      { name: "lua", about: "Lua", overheadUs, total, ratios },
      { name: "empty", about: "one callback", overheadUs, total: { value: 1.1, low: 1.05, high: 1.15 }, ratios },
      { name: "sluice", about: "ours", overheadUs, total, ratios },
    ],
  });

  const comparisons = { empty: { value: 2, low: 1.9, high: 2.1 }, lua: { value: 0.52, low: 0.44, high: 0.61 } };
  const text =
    "1.25 × (1.20 to 1.31) the CPU of a request without a filter, with an empty module 1.10 × (1.05 to 1.15)";

  it("is that of ours beside the others, with the intervals", () => {
    expect(costText([record(comparisons)])).toBe(
      `${text}; what it adds is 2.0 × (1.9 to 2.1) that of a module with one empty callback and 0.52 × (0.44 to 0.61) that of Lua`,
    );
  });

  it("says of what the noise is large beside only how much it is at least", () => {
    const wide = { value: 2.5, low: 0.5, high: 4 };
    expect(costText([record({ lua: wide })])).toBe(`${text}; what it adds is at least 0.5 × that of Lua`);
    const lost = { value: 2, low: -1, high: 4 };
    expect(costText([record({ lua: lost })])).toBe(
      `${text}; what it adds is not to be told from noise beside that of Lua`,
    );
  });

  it("names the jobs where there are several", () => {
    expect(costText([record({}), { ...record({}), job: "other" }])).toBe(`\`cors\` ${text}; \`other\` ${text}`);
    expect(costText([])).toBe("not measured yet");
  });
});
