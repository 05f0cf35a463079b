import { describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { findEnvoy } from "../../tooling/envoy/index.js";
import { headerJob } from "./jobs/header.js";
import { type Entry, JOBS } from "./jobs/index.js";
import type { Job } from "../../tooling/bench/job.js";
import { chooseCpuClock } from "../../tooling/bench/process-cpu.js";
import { runJob, type RunJobOptions } from "../../tooling/bench/run-job.js";

const hasEnvoy = engines.includes("envoy") && process.platform === "linux";

describe.runIf(hasEnvoy)("a job on Envoy", () => {
  const options = async (): Promise<RunJobOptions> => ({
    ...{ envoyPath: (await findEnvoy()).path, clock: await chooseCpuClock() },
    ...{ generations: 1, rounds: 1, requests: 50, connections: 4, timeLimitMs: 30_000 },
    onProgress: () => undefined,
  });

  it.each(Object.entries<Entry>(JOBS))(
    "is done and measured for every participant: %s",
    async (name, { create }) => {
      const job = await create();
      expect(job.name).toBe(name);
      const measured = await runJob(job, await options());
      expect([...measured.cpuUs.keys()]).toEqual(job.participants.map(({ name }) => name));
      expect(measured.ofRounds).toEqual([0]);
      for (const [cpuUs, ...more] of measured.cpuUs.values()) {
        expect(cpuUs).toBeGreaterThan(0);
        expect(more).toEqual([]);
      }
    },
    120_000,
  );

  it("is not measured for a participant that does not do it", async () => {
    const job = await headerJob();
    const lazy: Job = {
      ...job,
      participants: job.participants.slice(0, 2),
      checks: job.checks.map((check) => ({ ...check, isDone: () => false })),
    };
    await expect(runJob(lazy, await options())).rejects.toMatchObject({
      code: "ERR_INTERNAL",
      message: expect.stringContaining("header_mutation does not do the header job") as string,
    });
  });
});
