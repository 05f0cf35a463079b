import { describe, expect, it } from "vitest";
import { ToolError } from "../../tooling/error.js";
import { Kept } from "./kept.js";
import type { Part } from "./options.js";
import { type Conditions, type PartRecord, Parts, renderFailures } from "./parts.js";

const conditions: Conditions = {
  ...{ envoy: "1.40.0", node: "20.19.0", cores: 2, clock: "schedstat", generations: 1, connections: 64 },
  ...{ requestsPerRound: 500, rounds: 7, timeLimitMs: 1000, streams: 10, soak: 1000, sources: "a" },
};

async function partsOf(
  wanted: readonly Part[],
  onLine: (line: string) => unknown,
  kept?: Kept<PartRecord>,
  others: Partial<Conditions> = {},
): Promise<Parts> {
  const records = kept ?? (await Kept.open<PartRecord>(undefined));
  return new Parts({
    ...{ wanted: new Set(wanted), kept: records, conditions: { ...conditions, ...others } },
    onLine: (line) => void onLine(line),
  });
}

describe("the parts of a run", () => {
  it("keep what was measured before and after one that fails, and name that one", async () => {
    const lines: string[] = [];
    const parts = await partsOf(["header", "startup", "host"], (line) => lines.push(line));
    const results = [
      await parts.measure("header", async () => 1),
      await parts.measure("startup", async () => {
        throw new ToolError("ERR_ENVOY_START", "Envoy did not start for bound");
      }),
      await parts.measure("host", async () => 2),
    ];
    expect(results).toEqual([1, null, 2]);
    expect(parts.failures).toEqual([{ part: "startup", message: "Envoy did not start for bound" }]);
    expect(renderFailures(parts.failures)).toEqual(["not measured: startup: Envoy did not start for bound"]);
    expect(lines.filter((line) => line.startsWith("startup"))).toEqual(["startup …", "startup: failed after 0 s"]);
  });

  it("are not measured when they are not wanted", async () => {
    const parts = await partsOf(["host"], () => undefined);
    expect(await parts.measure("memory", async () => expect.unreachable())).toBeNull();
    expect(parts.failures).toEqual([]);
  });

  it("are taken from an earlier run under the same conditions, and measured again under others", async () => {
    const kept = await Kept.open<PartRecord>(undefined);
    const lines: string[] = [];
    const first = await partsOf(["host"], () => undefined, kept);
    await first.measure("host", async () => ({ rate: 1 }));
    const next = await partsOf(["host", "build"], (line) => lines.push(line), kept);
    expect(await next.measure("host", async () => expect.unreachable())).toEqual({ rate: 1 });
    expect(await next.measure("build", async () => 2)).toBe(2);
    expect(lines).toEqual(["host: kept", "build …", "build: measured in 0 s"]);
    expect(next.seconds).toBeGreaterThanOrEqual(first.seconds);
    for (const [index, others] of [{ node: "26.0.0" }, { sources: "b" }].entries()) {
      const other = await partsOf(["host"], () => undefined, kept, others);
      expect(await other.measure("host", async () => ({ rate: index }))).toEqual({ rate: index });
      expect(kept.records.filter(({ part }) => part === "host")).toMatchObject([{ result: { rate: index } }]);
    }
  });

  it.each([
    ["0 where nothing failed", [], 0],
    ["2 where the user can mend it", [new ToolError("ERR_FILE_NOT_FOUND", "no module")], 2],
    ["1 where one of them is no one's to mend", [new ToolError("ERR_USAGE", ""), new Error("late")], 1],
  ])("end with the exit code %s", async (_, errors, exitCode) => {
    const parts = await partsOf(["host"], () => undefined);
    for (const error of errors) await parts.measure("host", async () => Promise.reject(error));
    expect(parts.exitCode).toBe(exitCode);
  });
});
