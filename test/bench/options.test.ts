import { describe, expect, it } from "vitest";
import { parseOptions } from "./options.js";

describe("the options of the benchmark", () => {
  it("have defaults that measure enough", () => {
    const options = parseOptions([]);
    expect(options).toMatchObject({ isJson: false, timeLimitMs: 75_000 });
    expect(options?.rounds).toBeGreaterThanOrEqual(7);
  });

  it("are read", () => {
    const options = parseOptions(["--json", "--rounds", "7", "--requests=20", "--time-limit", "5"]);
    expect(options).toMatchObject({ isJson: true, rounds: 7, requests: 20, timeLimitMs: 5_000 });
  });

  it("give way to help", () => {
    expect(parseOptions(["--help"])).toBeNull();
  });

  it.each([[["--rounds", "0"]], [["--requests", "many"]], [["--round", "7"]], [["stray"]]])("refuse %j", (argv) => {
    expect(() => parseOptions(argv)).toThrow(expect.objectContaining({ code: "ERR_USAGE" }) as Error);
  });
});
