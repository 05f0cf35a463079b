import { describe, expect, it } from "vitest";
import { chooseCpuClock } from "../../../tooling/bench/process-cpu.js";
import { rotated, runRounds } from "../../../tooling/bench/rounds.js";

describe("rotated", () => {
  it("runs forwards and backwards, then both from one further", () => {
    const orders = [0, 1, 2, 3, 6].map((round) => rotated(["a", "b", "c"], round).join(""));
    expect(orders).toEqual(["abc", "cba", "bca", "acb", "abc"]);
  });

  it.each([2, 3, 6])("gives each of %i each place equally often", (count) => {
    const items = Array.from({ length: count }, (_, index) => index);
    const orders = Array.from({ length: 2 * count }, (_, round) => rotated(items, round));
    for (const place of items) expect(orders.map((order) => order[place]).sort()).toEqual([...items, ...items].sort());
  });
});

describe("runRounds", () => {
  const run = async (deadline: number): Promise<{ calls: string[]; counts: number[] }> => {
    const calls: string[] = [];
    const contestant = (name: string) => ({
      name,
      pids: [process.pid],
      load: { run: async (count: number) => void calls.push(`${name}${count}`), close: () => undefined },
    });
    const measurements = await runRounds([contestant("a"), contestant("b")], {
      ...{ rounds: 2, requests: 7, deadline, clock: "stat" },
      onRound: () => undefined,
    });
    return { calls, counts: [...measurements.values()].map((values) => values.length) };
  };

  it.runIf(process.platform === "linux")("warms everyone up, then measures everyone in each round", async () => {
    const { calls, counts } = await run(Infinity);
    expect(calls).toEqual(["a7", "b7", "a7", "b7", "b7", "a7"]);
    expect(counts).toEqual([2, 2]);
  });

  it.runIf(process.platform === "linux")("counts the CPU time of all processes of a contestant", async () => {
    const work = (): void => {
      const start = process.cpuUsage();
      while (process.cpuUsage(start).user < 50_000) Math.hypot(1, 2);
    };
    const load = { run: async () => work(), close: () => undefined };
    const pids = [process.pid, process.pid];
    const measurements = await runRounds([{ name: "two", pids, load }], {
      ...{ rounds: 1, requests: 1, deadline: Infinity, clock: await chooseCpuClock() },
      onRound: () => undefined,
    });
    expect(measurements.get("two")?.[0]).toBeGreaterThanOrEqual(90_000);
  });

  it.runIf(process.platform === "linux")("ends after the first round when the time is up", async () => {
    expect((await run(0)).counts).toEqual([1, 1]);
  });
});
