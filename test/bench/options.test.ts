import { describe, expect, it } from "vitest";
import { parseOptions, PARTS } from "./options.js";

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
    expect(partsOf("--soak", "1000000")).toEqual(["memory"]);
    expect(partsOf("--soak", "10", "--job", "host")).toEqual(["host"]);
  });

  it("give way to help", () => {
    expect(parseOptions(["--help"])).toBeNull();
  });

  it.each([[["--rounds", "0"]], [["--requests", "many"]], [["--round", "7"]], [["stray"]], [["--job", "jsn"]]])(
    "refuse %j",
    (argv) => {
      expect(() => parseOptions(argv)).toThrow(expect.objectContaining({ code: "ERR_USAGE" }) as Error);
    },
  );
});
