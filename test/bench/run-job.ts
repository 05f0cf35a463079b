import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { ToolError } from "../../tooling/error.js";
import { type EnvoyUnderTest, startEnvoyUnderTest } from "./envoy-under-test.js";
import type { Job } from "./job.js";
import { openLoadClient } from "./load-client.js";
import { type JobResult, jobResult } from "./report.js";
import { type Contestant, type RoundOptions, runRounds } from "./rounds.js";
import { startUpstream, type Upstream } from "./upstream.js";

export interface RunJobOptions extends RoundOptions {
  /** The executable. */
  readonly envoyPath: string;
  readonly connections: number;
}

/**
 * Starts an Envoy for each participant of a job, sees that each does it, measures them, and ends them all.
 *
 * @throws ToolError ERR_ENVOY_START; ERR_INTERNAL when a participant does not do the job.
 */
export async function runJob(job: Job, options: RunJobOptions): Promise<JobResult> {
  await using upstream = await startUpstream();
  const envoys: EnvoyUnderTest[] = [];
  const contestants: Contestant[] = [];
  try {
    for (const participant of job.participants) {
      options.onProgress(`starting Envoy: ${participant.name}`);
      const envoy = await startEnvoyUnderTest(options.envoyPath, participant, upstream.url);
      envoys.push(envoy);
      if (participant.filter !== null) await expectDone(job, participant.name, envoy.url, upstream);
      const load = await openLoadClient(envoy.url, options.connections);
      contestants.push({ name: participant.name, pid: envoy.pid, load });
    }
    return jobResult(job, await runRounds(contestants, options));
  } finally {
    for (const { load } of contestants) load.close();
    await Promise.all(envoys.map(async (envoy) => envoy.stop()));
  }
}

async function expectDone(job: Job, name: string, url: string, upstream: Upstream): Promise<void> {
  const [response] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
  response.resume();
  await once(response, "end");
  if (job.isDone({ upstreamHeaders: upstream.lastHeaders(), responseHeaders: response.headers })) return;
  throw new ToolError("ERR_INTERNAL", `${name} does not do the ${job.name} job: ${job.about}`);
}
