import { adminGet } from "../../tooling/envoy/admin.js";
import { ToolError } from "../../tooling/error.js";
import type { BenchContext } from "../../tooling/bench/context.js";
import { type EnvoyUnderTest, startEnvoyUnderTest } from "../../tooling/bench/envoy-under-test.js";
import { expectDone } from "../../tooling/bench/expect-done.js";
import { expectOpenFiles, holdStreams, startHeldUpstream } from "./held-streams.js";
import { minus } from "../../tooling/bench/job-result.js";
import { fieldsJob } from "./jobs/fields.js";
import { isBaseline, type Job } from "../../tooling/bench/job.js";
import { openLoadClient } from "../../tooling/bench/load-client.js";
import { type Contestant, Generations, rotated, runRounds } from "../../tooling/bench/rounds.js";
import { type Ratio, ratioOf, type Spread, spreadOf } from "../../tooling/bench/statistics.js";
import { renderMedian, renderRatio, renderRows } from "../../tooling/bench/table.js";
import { startUpstream } from "../../tooling/bench/upstream.js";

export interface StreamsOptions {
  /** Times that every Envoy is started anew. */
  readonly generations: number;
  readonly rounds: number;
  readonly requests: number;
  readonly connections: number;
  readonly timeLimitMs: number;
  /** How many other streams live meanwhile. */
  readonly streams: number;
}

/** What the streams that live cost a request, with one participant's filter. */
export interface StreamsRow {
  readonly name: string;
  /** CPU of Envoy per request beside one other stream. */
  readonly besideOneUs: Spread;
  readonly besideManyUs: Spread;
  /** What the many add. */
  readonly addedUs: Spread;
  readonly ratio: Ratio;
}

export interface StreamsResult {
  readonly streams: number;
  readonly rounds: number;
  /** Without a filter, and with one that has fields. */
  readonly rows: readonly StreamsRow[];
  /** The filter's own part, over no filter beside as many streams, as a multiple of its part beside one. */
  readonly overheadRatio: Ratio;
}

/** One participant's Envoy beside a number of held streams. */
interface Setting {
  readonly participant: Job["participants"][number];
  readonly streams: number;
}

/**
 * Measures a request's CPU beside one stream that lives and beside many: responses that never end, each on its own connection.
 *
 * @throws ToolError ERR_ENVOY_START, ERR_USAGE when too few files may be open; ERR_INTERNAL when a filter does not do its job.
 */
export async function measureStreams(context: BenchContext, options: StreamsOptions): Promise<StreamsResult> {
  const job = await fieldsJob();
  const { streams, generations } = options;
  await expectOpenFiles(job.participants.length * streams + 1000);
  const settings = job.participants.flatMap((participant) => [
    { participant, streams: 1 },
    { participant, streams },
  ]);
  const all = new Generations(settings.map(nameOf));
  for (let generation = 0; generation < generations; generation += 1) {
    context.onProgress(`streams: generation ${generation + 1} of ${generations}`);
    all.add(await runGeneration(context, { ...options, job, settings: rotated(settings, generation) }));
  }
  return streamsResult(job, streams, all);
}

function nameOf({ participant, streams }: Setting): string {
  return `${participant.name} beside ${streams}`;
}

interface Generation extends StreamsOptions {
  readonly job: Job;
  readonly settings: readonly Setting[];
}

async function runGeneration(
  { envoyPath, clock }: BenchContext,
  { job, settings, connections, ...options }: Generation,
) {
  await using upstream = await startUpstream();
  await using held = await startHeldUpstream();
  const envoys: EnvoyUnderTest[] = [];
  const contestants: Contestant[] = [];
  const releases: (() => void)[] = [];
  try {
    for (const setting of settings) {
      const { participant, streams } = setting;
      const envoy = await startEnvoyUnderTest(participant, {
        ...{ envoyPath, upstream: upstream.url, heldUpstream: held.url },
      });
      envoys.push(envoy);
      if (!isBaseline(participant)) await expectDone(job, participant.name, envoy.url, upstream);
      releases.push(await holdStreams(envoy.url, streams));
      await expectLive(envoy, streams);
      const load = await openLoadClient(envoy.url, connections, job.requests);
      contestants.push({ name: nameOf(setting), pids: [envoy.pid], load });
    }
    const deadline = performance.now() + options.timeLimitMs / options.generations;
    const measured = await runRounds(contestants, { ...options, deadline, clock, onRound: () => undefined });
    for (const [index, envoy] of envoys.entries()) await expectLive(envoy, settings[index]?.streams ?? 0);
    return measured;
  } finally {
    for (const { load } of contestants) load.close();
    for (const release of releases) release();
    await Promise.all(envoys.map(async (envoy) => envoy.stop()));
  }
}

/** A stream that ended in between would make the figures too good. */
async function expectLive({ adminUrl }: EnvoyUnderTest, streams: number): Promise<void> {
  const { body } = await adminGet(adminUrl, "/stats?filter=^http.gateway.downstream_rq_active$");
  const active = Number(/: (\d+)/.exec(body)?.[1]);
  if (active === streams) return;
  throw new ToolError("ERR_INTERNAL", `Envoy has ${active} live streams, and was to have ${streams}`);
}

function streamsResult(job: Job, streams: number, { cpuUs, ofRounds }: Generations): StreamsResult {
  const cpuOf = (setting: Setting): readonly number[] => cpuUs.get(nameOf(setting)) ?? [];
  const [none, ours] = job.participants.map((participant) => ({
    name: participant.name,
    one: cpuOf({ participant, streams: 1 }),
    many: cpuOf({ participant, streams }),
  }));
  if (none === undefined || ours === undefined) throw new ToolError("ERR_INTERNAL", "the fields job needs two");
  return {
    streams,
    rounds: none.one.length,
    rows: [none, ours].map(({ name, one, many }) => ({
      name,
      besideOneUs: spreadOf(one),
      besideManyUs: spreadOf(many),
      addedUs: spreadOf(minus(many, one)),
      ratio: ratioOf(many, one, ofRounds),
    })),
    overheadRatio: ratioOf(minus(ours.many, none.many), minus(ours.one, none.one), ofRounds),
  };
}

/** The result as text for a terminal. */
export function renderStreams({ streams, rounds, rows, overheadRatio }: StreamsResult): string[] {
  const many = streams.toLocaleString("en-US");
  return [
    `streams: a filter with fields beside 1 and beside ${many} live streams (${rounds} rounds; CPU µs a request)`,
    ...renderRows(
      ["participant", "beside 1", `beside ${many}`, "added", "ratio"],
      rows.map(({ name, besideOneUs, besideManyUs, addedUs, ratio }) => [
        ...[name, renderMedian(besideOneUs), renderMedian(besideManyUs)],
        ...[renderMedian(addedUs), renderRatio(ratio)],
      ]),
    ),
    `the filter's own part, over no filter: × ${renderRatio(overheadRatio)}`,
  ];
}
