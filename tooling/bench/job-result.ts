import type { CitedParticipant, Job } from "./job.js";
import type { Generations } from "./rounds.js";
import { type Ratio, ratioOf, type Spread, spreadOf } from "./statistics.js";
import { renderMedian, renderRatio, renderRows } from "./table.js";

/** A participant beside one that the others are compared with. */
export interface Comparison {
  /** The other participant. */
  readonly reference: string;
  /** Overhead as a multiple of the reference's. */
  readonly ratio: Ratio;
  /** CPU minus the reference's in the same round: below 0 is cheaper. The baseline's own noise is not in it. */
  readonly differenceUs: Spread;
}

/** What one participant's job costs. Times are µs of CPU, user and system, per request: of the Envoy process, and of the
 * service that it asks. */
export interface ParticipantResult {
  readonly name: string;
  readonly about: string;
  /** Size of the module, null where there is none. */
  readonly moduleBytes: number | null;
  readonly cpuUs: Spread;
  /** Over the baseline of the same round; null for the baseline itself. */
  readonly overheadUs: Spread | null;
  /** One for each reference of the job; none for the baseline. */
  readonly comparisons: readonly Comparison[];
  /** `cpuUs` of each round, in their order. */
  readonly rounds: readonly number[];
}

export interface JobResult {
  readonly job: string;
  readonly about: string;
  /** Rounds that counted: fewer than asked for when the time was up before. */
  readonly rounds: number;
  readonly participants: readonly ParticipantResult[];
  /** What is known of others from another run. */
  readonly cited?: readonly CitedParticipant[];
}

/** Makes the figures of a job out of what its rounds measured. */
export function jobResult(job: Job, { cpuUs, ofRounds }: Pick<Generations, "cpuUs" | "ofRounds">): JobResult {
  const [baseline] = job.participants;
  const cpuOf = (name: string): readonly number[] => cpuUs.get(name) ?? [];
  const overheadOf = (name: string): readonly number[] => minus(cpuOf(name), cpuOf(baseline?.name ?? ""));
  return {
    job: job.name,
    about: job.about,
    rounds: cpuOf(baseline?.name ?? "").length,
    participants: job.participants.map((participant) => {
      const { name, about, plugin } = participant;
      const isBaseline = participant === baseline;
      return {
        name,
        about,
        moduleBytes: plugin === null ? null : plugin.module.length,
        cpuUs: spreadOf(cpuOf(name)),
        overheadUs: isBaseline ? null : spreadOf(overheadOf(name)),
        comparisons: (isBaseline ? [] : job.references).map((reference) => ({
          reference,
          ratio: ratioOf(overheadOf(name), overheadOf(reference), ofRounds),
          differenceUs: spreadOf(minus(cpuOf(name), cpuOf(reference))),
        })),
        rounds: cpuOf(name),
      };
    }),
    ...(job.cited === undefined ? {} : { cited: job.cited }),
  };
}

export function minus(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, round) => value - (others[round] ?? Number.NaN));
}

/** The figures of a job as text for a terminal. */
export function renderJob(job: JobResult): string[] {
  const { cited = [] } = job;
  const references = job.participants.at(-1)?.comparisons.map(({ reference }) => reference) ?? [];
  const columns = ["participant", "module", "CPU", "over no filter", "", ...references.map((name) => `× ${name}`)];
  const last = references.at(-1);
  const difference = last === undefined ? [] : [`− ${last}`];
  return [
    `${job.job}: ${job.about} (${job.rounds} rounds; CPU µs a request)`,
    ...renderRows(
      [...columns, ...difference],
      [...job.participants.map(cellsOf), ...cited.map((each) => citedCells(each, references))],
    ),
    ...cited.map(renderNote),
  ];
}

/** What is said of a participant that was not measured, below its job. */
export function renderNote({ name, note }: CitedParticipant): string {
  return `* ${name}: ${note}`;
}

function citedCells({ name, moduleBytes, overheadUs, ratios }: CitedParticipant, references: readonly string[]) {
  return [
    ...[`${name} *`, `${moduleBytes.toLocaleString("en-US")} B`, "", overheadUs.toFixed(1), ""],
    ...references.map((reference) => ratios[reference]?.toFixed(2) ?? ""),
  ];
}

function cellsOf({ name, moduleBytes, cpuUs, overheadUs, comparisons }: ParticipantResult): string[] {
  const last = comparisons.at(-1);
  return [
    name,
    moduleBytes === null ? "" : `${moduleBytes.toLocaleString("en-US")} B`,
    cpuUs.median.toFixed(1),
    overheadUs === null ? "" : renderMedian(overheadUs),
    overheadUs === null ? "" : `[${overheadUs.q1.toFixed(1)} to ${overheadUs.q3.toFixed(1)}]`,
    ...comparisons.map(({ reference, ratio }) => (reference === name ? "1" : renderRatio(ratio))),
    last === undefined || last.reference === name ? "" : renderMedian(last.differenceUs),
  ];
}
