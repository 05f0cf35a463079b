import { describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { findEnvoy } from "../../tooling/envoy/index.js";
import type { BenchContext } from "../../tooling/bench/context.js";
import { measureHost } from "./host-rate.js";
import { measureMemory } from "./memory/memory.js";
import { chooseCpuClock } from "../../tooling/bench/process-cpu.js";
import { measureStreams } from "./streams.js";

const hasEnvoy = engines.includes("envoy") && process.platform === "linux";

describe.runIf(hasEnvoy)("the benchmark on a real Envoy", () => {
  const context = async (): Promise<BenchContext> => ({
    ...{ envoyPath: (await findEnvoy()).path, clock: await chooseCpuClock() },
    onProgress: () => undefined,
  });

  it("measures beside streams that live all the time", async () => {
    const options = { generations: 1, rounds: 1, requests: 50, connections: 4, timeLimitMs: 10_000, streams: 30 };
    const { rows, rounds } = await measureStreams(await context(), options);
    expect(rounds).toBe(1);
    expect(rows.map(({ name }) => name)).toEqual(["no filter", "sluice"]);
    for (const { besideOneUs, besideManyUs } of rows) {
      expect(besideOneUs.median).toBeGreaterThan(0);
      expect(besideManyUs.median).toBeGreaterThan(0);
    }
  }, 120_000);

  it("sees memory stay flat in Envoy and in the host under large headers, aborts and failing callouts", async () => {
    const { rows } = await measureMemory(await context(), 2_000);
    expect(rows.map(({ engine }) => engine)).toEqual(["Envoy", "in-process host"]);
    for (const { afterWarmUp, atEnd } of rows) {
      expect(afterWarmUp.memoryBytes).toBeGreaterThan(0);
      expect(atEnd.memoryBytes).toBe(afterWarmUp.memoryBytes);
    }
  }, 120_000);

  it("counts the requests that the host takes", async () => {
    const { requestsPerSecond, requestsPerCpuSecond } = await measureHost(await context(), 1);
    expect(requestsPerSecond.median).toBeGreaterThan(0);
    expect(requestsPerCpuSecond.median).toBeGreaterThan(0);
  }, 120_000);
});
