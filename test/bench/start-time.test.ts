import { describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { findEnvoy } from "../../tooling/envoy/index.js";
import { headerJob } from "./jobs/header.js";
import { emptyPeer } from "./jobs/peers.js";
import { chooseCpuClock } from "../../tooling/bench/process-cpu.js";
import { timeStart } from "./start-time.js";
import { measureStartup } from "./startup.js";
import { startUpstream } from "../../tooling/bench/upstream.js";

const hasEnvoy = engines.includes("envoy") && process.platform === "linux";

describe.runIf(hasEnvoy)("the start of an Envoy", () => {
  const context = async () => ({
    ...{ envoyPath: (await findEnvoy()).path, clock: await chooseCpuClock() },
    onProgress: () => undefined,
  });

  it("is timed for several at once, none of which needs a port that another could have taken", async () => {
    await using upstream = await startUpstream();
    const { participants } = await headerJob();
    const [none, bound] = [participants[0], participants.find(({ name }) => name === "bound")];
    if (none === undefined || bound === undefined) return expect.unreachable();
    const options = await context();
    const times = await Promise.all([none, bound, none].map(async (one) => timeStart(one, options, upstream.url)));
    for (const { cpuMs, wallMs } of times) {
      expect(cpuMs).toBeGreaterThan(0);
      expect(wallMs).toBeGreaterThan(0);
    }
  }, 60_000);

  it("is not timed for a filter that does not do the job", async () => {
    await using upstream = await startUpstream();
    const lazy = await emptyPeer();
    await expect(timeStart(lazy, await context(), upstream.url)).rejects.toMatchObject({ code: "ERR_ENVOY_START" });
  }, 60_000);

  it("is measured for every module, over no filter and beside the bound", async () => {
    const { rows } = await measureStartup(await context(), { rounds: 1, peerRounds: 1 });
    expect(rows.map(({ name }) => name)).toEqual(["no filter", "bound", "sluice", "rust", "go"]);
    const added = rows.map(({ addedMs }) => addedMs?.median ?? 0);
    expect(added.at(-1)).toBeGreaterThan(added[2] ?? Infinity);
    expect(rows[2]?.ratio).not.toBeNull();
  }, 60_000);
});
