import { describe, expect, it } from "vitest";
import { chooseCpuClock, readCpuNanoseconds, ticksOf } from "../../../tooling/bench/process-cpu.js";

describe("ticksOf", () => {
  it("adds user and system time, whatever the process is called", () => {
    const tail = "S 1 2 3 0 -1 4194304 100 0 0 0 70 30 0 0 20 0 3 0 12345";
    expect(ticksOf(`4242 (wrk:worker ) 9 9 (x) ${tail}`)).toBe(100);
  });
});

describe.runIf(process.platform === "linux")("the CPU time of a process", () => {
  it("grows while the process works", async () => {
    const clock = await chooseCpuClock();
    const before = await readCpuNanoseconds(process.pid, clock);
    while ((await readCpuNanoseconds(process.pid, clock)) === before) Math.hypot(1, 2);
    expect(before).toBeGreaterThan(0);
  });

  it("is the same on both clocks, as far as the coarse one can tell", async () => {
    const [fine, coarse] = [
      await readCpuNanoseconds(process.pid, "schedstat"),
      await readCpuNanoseconds(process.pid, "stat"),
    ];
    expect(Math.abs(fine - coarse) / fine).toBeLessThan(0.5);
  });
});
