import { type EnvoyUnderTest, startEnvoyUnderTest } from "./envoy-under-test.js";
import { ToolError } from "../error.js";
import { exchange } from "./exchange.js";
import { expectDone } from "./expect-done.js";
import { isBaseline, type Job, type Service, SERVICE_CLUSTER } from "./job.js";
import { openLoadClient } from "./load-client.js";
import type { BenchContext } from "./context.js";
import { type Contestant, Generations, type Measurements, rotated, runRounds } from "./rounds.js";
import { startUpstream, type Upstream } from "./upstream.js";

export interface RunJobOptions extends BenchContext {
  /** How often every Envoy is started anew. */
  readonly generations: number;
  /** Rounds of each generation. */
  readonly rounds: number;
  /** Requests of each participant in each round. */
  readonly requests: number;
  readonly connections: number;
  /** Each generation has its share of it for rounds, after which no further one starts; one there always is. */
  readonly timeLimitMs: number;
  /** Callout clusters of all participants: name → origin. */
  readonly clusters?: Readonly<Record<string, string>>;
}

/**
 * Measures the participants of a job, generation after generation: where a process's memory happens to lie makes it
 * faster or slower for all its life, so one Envoy each would measure that luck with the rest.
 *
 * @throws ToolError what a start throws; ERR_UNMEASURABLE when the answers have several statuses; ERR_INTERNAL when a participant does not
 *   do the job.
 */
export async function runJob(job: Job, options: RunJobOptions): Promise<Generations> {
  await using upstream = await startUpstream();
  const all = new Generations(job.participants.map(({ name }) => name));
  for (let generation = 0; generation < options.generations; generation += 1) {
    all.add(await runGeneration(job, options, { upstream, generation, statuses: all.statuses }));
  }
  return all;
}

interface Generation {
  readonly upstream: Upstream;
  readonly generation: number;
  readonly statuses: Map<string, number>;
}

/** Starts an Envoy for each participant, and its service where it has one, sees that each does the job, measures them, and ends them all. */
async function runGeneration(
  job: Job,
  { envoyPath, generations, connections, timeLimitMs, onProgress, ...options }: RunJobOptions,
  { upstream, generation, statuses }: Generation,
): Promise<Measurements> {
  const envoys: EnvoyUnderTest[] = [];
  const services: Service[] = [];
  const contestants: Contestant[] = [];
  const ordinal = `${job.name}: generation ${generation + 1} of ${generations}`;
  try {
    for (const participant of rotated(job.participants, generation)) {
      onProgress(`${ordinal}: starting ${participant.name}`);
      const service = (await participant.startService?.()) ?? null;
      if (service !== null) services.push(service);
      const clusters = { ...options.clusters, ...(service === null ? {} : { [SERVICE_CLUSTER]: service.url }) };
      const envoy = await startEnvoyUnderTest(participant, { envoyPath, upstream: upstream.url, clusters });
      envoys.push(envoy);
      const isHeldToJob = !isBaseline(participant) && participant.isIdle !== true;
      if (isHeldToJob) await expectDone(job, participant.name, envoy.url, upstream);
      const status = statuses.get(participant.name) ?? (await statusOf(job, participant.name, envoy.url, upstream));
      statuses.set(participant.name, status);
      const load = await openLoadClient(envoy.url, connections, job.requests, status);
      const pids = [envoy.pid, ...(service === null ? [] : [service.pid])];
      contestants.push({ name: participant.name, pids, load });
    }
    const onRound = (round: number): void => onProgress(`${ordinal}: round ${round + 1}`);
    const deadline = performance.now() + timeLimitMs / generations;
    return await runRounds(contestants, { ...options, deadline, onRound });
  } finally {
    for (const { load } of contestants) load.close();
    await Promise.all([...envoys, ...services].map(async (process) => process.stop()));
  }
}

/** What the answers under load have as status: what the job says, else what the first request is answered with. */
async function statusOf(
  { status = 200, requests }: Job,
  name: string,
  url: string,
  upstream: Upstream,
): Promise<number> {
  const [first] = requests;
  if (status !== "any" || first === undefined) return Number(status);
  const answer = await exchange(first, url, upstream).catch((cause: unknown) => {
    throw new ToolError(
      "ERR_UNMEASURABLE",
      `${name} leaves ${first.method} ${first.path ?? "/"} without a whole answer`,
      {
        hint: "choose a configuration and a request with which there is one",
        cause,
      },
    );
  });
  return answer.status;
}
