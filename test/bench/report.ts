import type { CpuClock } from "./process-cpu.js";
import type { Job } from "./job.js";
import type { Measurements } from "./rounds.js";
import { type Spread, spreadOf } from "./statistics.js";

/** What one participant's job costs. Times are µs of the Envoy process's CPU, user and system, per request. */
export interface ParticipantResult {
  readonly name: string;
  readonly about: string;
  /** Size of the module, null where there is none. */
  readonly moduleBytes: number | null;
  readonly cpuUs: Spread;
  /** Over the baseline of the same round; null for the baseline itself. */
  readonly overheadUs: Spread | null;
  /** Median overhead as a multiple of the reference's. */
  readonly ratio: number | null;
  /** Minus the reference of the same round: below 0 is cheaper. The baseline's own noise is not in it. */
  readonly differenceUs: Spread | null;
  /** `cpuUs` of each round, in their order. */
  readonly rounds: readonly number[];
}

export interface JobResult {
  readonly job: string;
  readonly about: string;
  /** The participant that `ratio` and `differenceUs` refer to. */
  readonly reference: string;
  /** Rounds that counted: fewer than asked for when the time was up before. */
  readonly rounds: number;
  readonly participants: readonly ParticipantResult[];
}

/** The JSON document of one run. */
export interface Report {
  readonly envoy: string;
  readonly node: string;
  readonly cores: number;
  readonly clock: CpuClock;
  /** How often every Envoy was started anew. */
  readonly generations: number;
  readonly connections: number;
  readonly requestsPerRound: number;
  readonly jobs: readonly JobResult[];
}

/** Makes the figures of a job out of what its rounds measured. */
export function jobResult(job: Job, measurements: Measurements): JobResult {
  const [baseline] = job.participants;
  const cpuOf = (name: string): readonly number[] => measurements.get(name) ?? [];
  const overheadOf = (name: string): readonly number[] => minus(cpuOf(name), cpuOf(baseline?.name ?? ""));
  const reference = spreadOf(overheadOf(job.reference)).median;
  return {
    job: job.name,
    about: job.about,
    reference: job.reference,
    rounds: cpuOf(job.reference).length,
    participants: job.participants.map((participant) => {
      const { name, about, module } = participant;
      const overheadUs = participant === baseline ? null : spreadOf(overheadOf(name));
      return {
        name,
        about,
        moduleBytes: module === null ? null : module.length,
        cpuUs: spreadOf(cpuOf(name)),
        overheadUs,
        ratio: overheadUs === null ? null : overheadUs.median / reference,
        differenceUs: overheadUs === null ? null : spreadOf(minus(cpuOf(name), cpuOf(job.reference))),
        rounds: cpuOf(name),
      };
    }),
  };
}

function minus(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, round) => value - (others[round] ?? Number.NaN));
}
