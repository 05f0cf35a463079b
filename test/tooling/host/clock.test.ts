import { describe, expect, it } from "vitest";
import { FakeClock, systemClock } from "../../../tooling/host/clock.js";

describe("fake clock", () => {
  it("stands still until it is moved", () => {
    const clock = new FakeClock(1_000);
    expect(clock.now()).toBe(1_000_000_000n);
    clock.advance(2.5);
    expect(clock.now()).toBe(1_002_500_000n);
    expect(clock.monotonic()).toBe(2_500_000n);
  });

  it("fires timers in the order they fall due, each at its own time", () => {
    const clock = new FakeClock();
    const fired: string[] = [];
    const note = (name: string) => () => void fired.push(`${name}@${clock.now() / 1_000_000n}`);
    clock.schedule(20, note("late"));
    clock.schedule(10, () => {
      note("early")();
      clock.schedule(5, note("nested"));
    });
    clock.schedule(30, note("too late"));
    clock.advance(25);
    expect(fired).toEqual(["early@10", "nested@15", "late@20"]);
  });

  it("forgets what is cancelled", () => {
    const clock = new FakeClock();
    const cancel = clock.schedule(1, () => expect.unreachable());
    cancel();
    cancel();
    clock.advance(10);
  });
});

describe("system clock", () => {
  it("tells the wall clock in nanoseconds", () => {
    const before = BigInt(Date.now()) - 1n;
    const now = systemClock.now() / 1_000_000n;
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(BigInt(Date.now()) + 1n);
  });
});
