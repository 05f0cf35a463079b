import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../tooling/host/clock.js";
import { hostWith, messages, probePlugin, results } from "../probe.js";

const tickHost = async (script: string, clock: FakeClock) => {
  const host = await hostWith([], { clock });
  await host.loadPlugin(await probePlugin({ script }));
  host.start();
  host.logs.length = 0;
  return host;
};
const ticks = (lines: readonly string[]): number => lines.filter((line) => line === "tick 1").length;

describe("ticks", () => {
  it("come every period, on the main thread and on each worker, and not from the canary", async () => {
    const clock = new FakeClock();
    const host = await tickHost("configure tick 100", clock);
    clock.advance(350);
    expect(ticks(messages(host))).toBe(2 * 3);
  });

  it("follow a new period, and end with 0", async () => {
    const clock = new FakeClock();
    const host = await tickHost("configure tick 100\ntick once tick 10\ntick once tick 0", clock);
    clock.advance(100);
    clock.advance(1000);
    expect(ticks(messages(host))).toBe(2);
  });

  it("end when the host is closed", async () => {
    const clock = new FakeClock();
    const host = await tickHost("configure tick 100", clock);
    host.close();
    clock.advance(1000);
    expect(ticks(messages(host))).toBe(0);
  });

  it("end when the VM has failed", async () => {
    const clock = new FakeClock();
    const host = await tickHost("configure tick 100\ntick trap", clock);
    clock.advance(1000);
    expect(ticks(messages(host))).toBe(2);
  });
});

describe("proxy_get_current_time_nanoseconds", () => {
  it("tells the wall clock, as clock_time_get does", async () => {
    const clock = new FakeClock(Date.UTC(2026, 0, 1));
    expect(await results(["time"], { clock })).toEqual(["0 1767225600000000000 1767225600000000000"]);
  });
});
