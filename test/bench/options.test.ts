import { describe, expect, it } from "vitest";
import { FILTER_JOBS } from "./jobs/index.js";
import { parseOptions, PARTS, USAGE } from "./options.js";

describe("the options of the benchmark", () => {
  it("have defaults that measure enough", () => {
    const options = parseOptions([]);
    expect(options).toMatchObject({ isJson: false, timeLimitMs: 40_000, soak: 1_000_000, streams: 5_000 });
    expect([...(options?.parts ?? [])]).toEqual(PARTS);
    expect(options?.rounds).toBeGreaterThanOrEqual(7);
  });

  it("are read", () => {
    const options = parseOptions(["--json", "--rounds", "7", "--requests=20", "--time-limit", "5"]);
    expect(options).toMatchObject({ isJson: true, rounds: 7, requests: 20, timeLimitMs: 5_000 });
  });

  it("name what is measured", () => {
    const partsOf = (...argv: string[]): unknown[] => [...(parseOptions(argv)?.parts ?? [])];
    expect(partsOf("--job", "json", "--job=startup")).toEqual(["json", "startup"]);
    expect(partsOf("--job", "filters")).toEqual(Object.keys(FILTER_JOBS));
    expect(partsOf("--job", "filters", "--job", "cors", "--job", "host")).toEqual([
      ...Object.keys(FILTER_JOBS),
      "host",
    ]);
    expect(partsOf("--soak", "1000000")).toEqual(["memory"]);
    expect(partsOf("--soak", "10", "--job", "host")).toEqual(["host"]);
  });

  it("are all told by the help, with every job", () => {
    for (const part of PARTS) expect(USAGE).toMatch(new RegExp(`\\b${part}\\b`));
  });

  it("give way to help", () => {
    expect(parseOptions(["--help"])).toBeNull();
  });

  it.each([
    [["--rounds", "0"]],
    [["--requests", "many"]],
    [["--round", "7"]],
    [["stray"]],
    [["--job", "jsn"]],
    [["--job", "toString"]],
  ])("refuse %j", (argv) => {
    expect(() => parseOptions(argv)).toThrow(expect.objectContaining({ code: "ERR_USAGE" }) as Error);
  });
});
