import { readFile } from "node:fs/promises";
import type { BenchContext } from "../../../tooling/bench/context.js";
import { startEnvoyUnderTest } from "../../../tooling/bench/envoy-under-test.js";
import { SERVICE_CLUSTER } from "../../../tooling/bench/job.js";
import { openLoadClient } from "../../../tooling/bench/load-client.js";
import { startUpstream } from "../../../tooling/bench/upstream.js";
import { ToolError } from "../../../tooling/error.js";
import type { Entry } from "../jobs/index.js";
import type { SoakPoint } from "./soak-filter.js";

const CONNECTIONS = 64;
const PROGRESS_EVERY = 10_000;
const OURS = "sluice";

/** Sends the requests of a filter's job through an Envoy, and reads its resident memory after each of these numbers of requests. */
export async function soakFilterInEnvoy(
  { create }: Entry,
  readings: readonly number[],
  { envoyPath, onProgress }: BenchContext,
): Promise<SoakPoint[]> {
  const job = await create();
  const participant = job.participants.find(({ name }) => name === OURS);
  if (participant === undefined) throw new ToolError("ERR_INTERNAL", `${job.name}: nobody is called ${OURS}`);
  await using upstream = await startUpstream();
  const service = (await participant.startService?.()) ?? null;
  const clusters = service === null ? {} : { [SERVICE_CLUSTER]: service.url };
  const envoy = await startEnvoyUnderTest(participant, { envoyPath, upstream: upstream.url, clusters });
  const load = await openLoadClient(envoy.url, CONNECTIONS, job.requests, Number(job.status ?? 200));
  const points: SoakPoint[] = [];
  try {
    let sent = 0;
    for (const requests of readings) {
      for (; sent < requests; sent += Math.min(PROGRESS_EVERY, requests - sent)) {
        onProgress(`${job.name}: ${sent.toLocaleString("en-US")} through Envoy`);
        await load.run(Math.min(PROGRESS_EVERY, requests - sent));
      }
      points.push({ requests, memoryBytes: await residentBytes(envoy.pid), keys: 0 });
    }
    return points;
  } finally {
    load.close();
    await Promise.all([envoy.stop(), service?.stop()]);
  }
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "latin1");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024;
}
