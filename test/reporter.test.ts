import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startVitest } from "vitest/node";
import EngineReporter, { renderTable } from "./reporter.js";

const root = fileURLToPath(new URL(".", import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(root, "fixtures", "reporter-"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** Runs vitest itself over the given test files, and returns what the reporter wrote and printed. */
const report = async (files: Readonly<Record<string, string>>): Promise<{ summary: unknown; printed: string }> => {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const path = join(folder, "summary.json");
  vi.stubEnv("SLUICE_TEST_SUMMARY", path);
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const exitCode = process.exitCode;
  const vitest = await startVitest("test", [], {
    ...{ root: folder, config: false, watch: false, include: ["*.check.js"], exclude: [] },
    reporters: [new EngineReporter()],
  });
  await vitest.close();
  process.exitCode = exitCode;
  return {
    summary: JSON.parse(await readFile(path, "utf8")),
    printed: write.mock.calls.map(([text]) => String(text)).join(""),
  };
};

const scenarios = `import { describe, expect, it } from "vitest";
describe.each(["node", "envoy"])("hello on %s", (engine) => {
  it("passes", () => {});
  describe("deeper", () => it("fails on envoy only", () => expect(engine).toBe("node")));
  it.skip("is skipped", () => {});
});
it("depends on node versions", () => {});
it("runs on node", () => {});
`;

describe("the reporter", () => {
  it("counts what ran on each engine", async () => {
    const { summary, printed } = await report({ "scenarios.check.js": scenarios });
    expect(summary).toEqual({
      ...{ passed: 5, failed: 1, skipped: 2 },
      byEngine: { envoy: { passed: 1, failed: 1, skipped: 1 }, node: { passed: 3, failed: 0, skipped: 1 } },
    });
    expect(printed).toMatch(/^envoy +\| 1 +\| 1 +\| 1$/m);
    expect(printed).toMatch(/^node +\| 3 +\| 0 +\| 1$/m);
  });

  it("counts a file that cannot be loaded as a failure", async () => {
    const { summary } = await report({ "broken.check.js": 'throw new Error("expected in this test");' });
    expect(summary).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
  });

  it("prints a table with aligned columns", () => {
    const counts = { passed: 12, failed: 0, skipped: 1 };
    expect(renderTable({ ...counts, byEngine: { envoy: counts, node: { ...counts, passed: 3 } } })).toBe(`
engine | scenarios passed | failed | skipped
envoy  | 12               | 0      | 1
node   | 3                | 0      | 1
`);
  });
});
