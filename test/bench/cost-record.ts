import type { JobResult } from "../../tooling/bench/job-result.js";
import type { Setting } from "../../tooling/bench/setting.js";
import { type Ratio, ratioOf, type Spread } from "../../tooling/bench/statistics.js";

/** What a job found of the filter that it is about, as it is kept: without the rounds. */
export interface CostRecord {
  readonly job: string;
  readonly about: string;
  readonly rounds: number;
  readonly setting: Pick<Setting, "envoy" | "cores" | "generations" | "requestsPerRound">;
  readonly participants: readonly CostOfParticipant[];
}

/** One configuration of the filter, or one of its peers. */
export interface CostOfParticipant {
  readonly name: string;
  readonly about: string;
  /** CPU µs a request over Envoy without a filter; null for that Envoy. */
  readonly overheadUs: Pick<Spread, "median" | "low" | "high"> | null;
  /** CPU as a multiple of that of Envoy without a filter. */
  readonly total: Ratio;
  /** Overhead as a multiple of another participant's, by that one's name. */
  readonly ratios: Readonly<Record<string, Ratio>>;
}

export function costRecord({ job, about, rounds, participants }: JobResult, setting: Setting): CostRecord {
  const { envoy, cores, generations, requestsPerRound } = setting;
  const baseline = participants[0]?.rounds ?? [];
  return {
    ...{ job, about, rounds, setting: { envoy, cores, generations, requestsPerRound } },
    participants: participants.map(({ name, about, overheadUs, comparisons, rounds: cpuUs }) => ({
      ...{ name, about },
      overheadUs:
        overheadUs === null
          ? null
          : { median: round(overheadUs.median), low: round(overheadUs.low), high: round(overheadUs.high) },
      total: roundRatio(ratioOf(cpuUs, baseline)),
      ratios: Object.fromEntries(comparisons.map(({ reference, ratio }) => [reference, roundRatio(ratio)])),
    })),
  };
}

function roundRatio({ value, low, high }: Ratio): Ratio {
  return { value: round(value), low: round(low), high: round(high) };
}

/** To hundredths: the rest is noise. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
