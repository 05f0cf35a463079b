import type { BenchContext } from "../../tooling/bench/context.js";
import { minus } from "../../tooling/bench/job-result.js";
import { headerJob } from "./jobs/header.js";
import { NO_FILTER, type Participant } from "../../tooling/bench/job.js";
import { rotated } from "../../tooling/bench/rounds.js";
import { type StartTime, timeStart } from "./start-time.js";
import { type Ratio, ratioOf, type Spread, spreadOf } from "../../tooling/bench/statistics.js";
import { renderMedian, renderRatio, renderRows } from "../../tooling/bench/table.js";
import { startUpstream } from "../../tooling/bench/upstream.js";

export interface StartupRow {
  readonly name: string;
  readonly rounds: number;
  /** CPU time of the Envoy process from its spawning to its first answer. */
  readonly startupMs: Spread;
  /** Over no filter in the same round; null for no filter itself. */
  readonly addedMs: Spread | null;
  /** Likewise by the clock: what other processes take from Envoy is in it. */
  readonly addedWallMs: Spread | null;
  /** The middle of the CPU time that is added, as a multiple of the bound's. */
  readonly ratio: Ratio | null;
}

export interface StartupResult {
  readonly rounds: number;
  readonly rows: readonly StartupRow[];
}

export interface StartupOptions {
  /** Rounds of no filter, the bound and this SDK, of which the ratio is made. */
  readonly rounds: number;
  /** Rounds of the others, whose modules take Envoy seconds. */
  readonly peerRounds: number;
}

const REFERENCE = "bound";
const CLOSE = [NO_FILTER.name, REFERENCE, "sluice"];

/**
 * Measures what a filter adds to an Envoy's start: the modules of the header job, in turn.
 *
 * @throws ToolError ERR_ENVOY_START
 */
export async function measureStartup(context: BenchContext, options: StartupOptions): Promise<StartupResult> {
  await using upstream = await startUpstream();
  const { participants } = await headerJob();
  const modules = participants.filter(({ plugin }, index) => index === 0 || plugin !== null);
  const close = modules.filter(({ name }) => CLOSE.includes(name));
  const peers = modules.filter(({ name }) => name === REFERENCE || name === NO_FILTER.name || !CLOSE.includes(name));
  // The first start reads Envoy from the disk.
  await timeStart(NO_FILTER, context, upstream.url);
  const closeRows = await measureRows(close, context, { rounds: options.rounds, upstream: upstream.url });
  const peerRows = await measureRows(peers, context, { rounds: options.peerRounds, upstream: upstream.url });
  return {
    rounds: options.rounds,
    rows: [...closeRows, ...peerRows.filter(({ name }) => !CLOSE.includes(name))],
  };
}

interface Rounds {
  readonly rounds: number;
  /** Origin of the upstream. */
  readonly upstream: string;
}

async function measureRows(
  participants: readonly Participant[],
  context: BenchContext,
  { rounds, upstream }: Rounds,
): Promise<StartupRow[]> {
  const times = new Map<string, StartTime[]>(participants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    context.onProgress(`startup: round ${round + 1} of ${rounds}`);
    for (const participant of rotated(participants, round)) {
      times.get(participant.name)?.push(await timeStart(participant, context, upstream));
    }
  }
  const timesOf = (name: string, clock: keyof StartTime): number[] =>
    (times.get(name) ?? []).map((time) => time[clock]);
  const addedOf = (name: string, clock: keyof StartTime): number[] =>
    minus(timesOf(name, clock), timesOf(NO_FILTER.name, clock));
  return participants.map(({ name }) => ({
    ...{ name, rounds, startupMs: spreadOf(timesOf(name, "cpuMs")) },
    ...(name === NO_FILTER.name
      ? { addedMs: null, addedWallMs: null, ratio: null }
      : {
          addedMs: spreadOf(addedOf(name, "cpuMs")),
          addedWallMs: spreadOf(addedOf(name, "wallMs")),
          ratio: ratioOf(addedOf(name, "cpuMs"), addedOf(REFERENCE, "cpuMs")),
        }),
  }));
}

/** The result as text for a terminal. */
export function renderStartup({ rows }: StartupResult): string[] {
  return [
    "startup: CPU of Envoy from its spawning to its first answer, header job (ms)",
    ...renderRows(
      ["participant", "rounds", "until it answers", "over no filter", `× ${REFERENCE}`, "by the clock"],
      rows.map(({ name, rounds, startupMs, addedMs, addedWallMs, ratio }) => [
        ...[name, String(rounds), renderMedian(startupMs), addedMs === null ? "" : renderMedian(addedMs)],
        ratio === null ? "" : name === REFERENCE ? "1" : renderRatio(ratio),
        addedWallMs === null ? "" : renderMedian(addedWallMs),
      ]),
    ),
  ];
}
