import type { JobName } from "./jobs/index.js";
import type { JobResult, ParticipantResult } from "../../tooling/bench/job-result.js";
import type { Report } from "./report.js";
import type { Setting } from "../../tooling/bench/setting.js";
import type { Ratio, Spread } from "../../tooling/bench/statistics.js";
import { renderMedian, renderRatio, renderRows } from "../../tooling/bench/table.js";

/** One figure that is to be reached. */
export interface Target {
  readonly what: string;
  readonly seen: string;
  readonly toReach: string;
  readonly isReached: boolean;
  /** False where the interval reaches over the figure: another run may say the contrary. */
  readonly isDecided?: boolean;
}

/** What one run said of them, as it is kept. */
export interface TargetsRecord {
  readonly setting: Setting;
  readonly targets: readonly Target[];
}

const OURS = "sluice";
const MODULE_BYTES_MAX = 4 * 1024;
const MOST_BESIDE_STREAMS = 1.1;
const MOST_STARTUP_OF_BOUND = 1.4;
const MOST_BUILD_OF_ASC = 1.1;
const MOST_UNCHANGED_MS = 300;
const LEAST_HOST_RATE = 50_000;

/** Our overhead as a multiple of a reference's, at most. */
const RATIOS: readonly { readonly job: JobName; readonly reference: string; readonly most: number }[] = [
  { job: "header", reference: "bound", most: 1.1 },
  { job: "header", reference: "rust", most: 0.7 },
  { job: "auth-hs256", reference: "jwt_authn", most: 1 },
  { job: "auth-hs256", reference: "ext_authz", most: 0.2 },
  { job: "auth-rs256", reference: "jwt_authn", most: 1.2 },
  { job: "auth-rs256-cached", reference: "jwt_authn", most: 0.7 },
  { job: "filter-headers", reference: "lua", most: 0.8 },
  { job: "rate-limit", reference: "empty", most: 2 },
];

/** Jobs in which ours is to be cheaper than the cheapest of the peers' modules. */
const AHEAD_OF_PEERS: ReadonlySet<string> = new Set<JobName>(["headers20", "json"]);

/** What this run says of the figures to be reached: of those that it measured. */
export function targetsOf(report: Report): Target[] {
  const { jobs, streams, startup, build, host, memory } = report;
  const targets: Target[] = [];
  const atMost = (what: string, ratio: Ratio | null | undefined, most: number): void => {
    if (ratio === null || ratio === undefined) return;
    // Below 0 the noise was larger than what was measured: that says nothing.
    const isReached = ratio.value > 0 && ratio.value <= most;
    const isDecided = ratio.low > most || (ratio.low > 0 && ratio.high <= most);
    targets.push({ what, seen: renderRatio(ratio), toReach: `≤ ${most.toFixed(1)}`, isReached, isDecided });
  };
  for (const job of jobs) {
    const ours = job.participants.find(({ name }) => name === OURS);
    for (const { reference, most } of RATIOS.filter(({ job: name }) => name === job.job)) {
      atMost(`${job.job}: CPU over no filter × ${reference}`, ratioTo(ours, reference), most);
    }
    if (AHEAD_OF_PEERS.has(job.job)) targets.push(...aheadOfPeers(job));
    if (job.job === "header") {
      const bytes = ours?.moduleBytes ?? Infinity;
      targets.push({
        ...{ what: "header: module", seen: `${bytes.toLocaleString("en-US")} B` },
        ...{ toReach: `≤ ${MODULE_BYTES_MAX.toLocaleString("en-US")} B`, isReached: bytes <= MODULE_BYTES_MAX },
      });
    }
  }
  atMost(`streams: CPU beside ${streams?.streams} × beside 1`, streams?.rows.at(-1)?.ratio, MOST_BESIDE_STREAMS);
  atMost("streams: the filter's own part, likewise", streams?.overheadRatio, MOST_BESIDE_STREAMS);
  atMost("startup: added × bound", startup?.rows.find(({ name }) => name === OURS)?.ratio, MOST_STARTUP_OF_BOUND);
  atMost("build: a new process × asc alone", build?.cold.ratio, MOST_BUILD_OF_ASC);
  atMost("build: again in the same × asc alone", build?.warm.ratio, MOST_BUILD_OF_ASC);
  if (build !== null) {
    const { median } = build.unchangedMs;
    targets.push({
      ...{ what: "build: unchanged sources, ms", seen: renderMedian(build.unchangedMs) },
      ...{ toReach: `≤ ${MOST_UNCHANGED_MS}`, isReached: median <= MOST_UNCHANGED_MS },
      isDecided: isBeside(build.unchangedMs, MOST_UNCHANGED_MS),
    });
  }
  if (host !== null) {
    const { median, low, high } = host.requestsPerCpuSecond;
    const [rate, least, most] = [median, low, high].map((value) => Math.round(value).toLocaleString("en-US"));
    targets.push({
      ...{ what: "host: header job, one core, requests/s", seen: `${rate} (${least} to ${most})` },
      toReach: `≥ ${LEAST_HOST_RATE.toLocaleString("en-US")}`,
      isReached: median >= LEAST_HOST_RATE,
      isDecided: isBeside(host.requestsPerCpuSecond, LEAST_HOST_RATE),
    });
  }
  for (const { engine, afterWarmUp, atEnd } of memory?.rows ?? []) {
    const added = atEnd.memoryBytes - afterWarmUp.memoryBytes;
    targets.push({
      what: `memory: ${engine}, ${memory?.requests.toLocaleString("en-US")} requests`,
      seen: `${added.toLocaleString("en-US")} B added`,
      toReach: "0 B",
      isReached: added <= 0,
    });
  }
  return targets;
}

function ratioTo(result: ParticipantResult | undefined, reference: string): Ratio | undefined {
  return result?.comparisons.find((comparison) => comparison.reference === reference)?.ratio;
}

/** Whether the interval lies on one side of a figure. */
function isBeside({ low, high }: Spread, figure: number): boolean {
  return high <= figure || low >= figure;
}

/** Cheaper than the cheapest of the peers' modules; nothing where none was measured. */
function aheadOfPeers({ job, participants }: JobResult): Target[] {
  const modules = participants.flatMap(({ name, moduleBytes, overheadUs }) =>
    moduleBytes === null || overheadUs === null ? [] : [{ name, overheadUs }],
  );
  const ours = modules.find(({ name }) => name === OURS);
  const [best] = modules.filter(({ name }) => name !== OURS).sort((a, b) => a.overheadUs.median - b.overheadUs.median);
  if (ours === undefined || best === undefined) return [];
  return [
    {
      what: `${job}: CPU over no filter, µs`,
      seen: renderMedian(ours.overheadUs),
      toReach: `< ${best.overheadUs.median.toFixed(1)} (${best.name})`,
      isReached: ours.overheadUs.median < best.overheadUs.median,
      isDecided: ours.overheadUs.high < best.overheadUs.low || ours.overheadUs.low >= best.overheadUs.high,
    },
  ];
}

/** The targets as text for a terminal. */
export function renderTargets(targets: readonly Target[]): string[] {
  return renderRows(
    ["to be reached", "seen", "wanted", ""],
    targets.map((target) => [...[target.what, target.seen, target.toReach], verdictOf(target)]),
  );
}

/** Whether it is reached, and whether another run may say the contrary. */
export function verdictOf({ isReached, isDecided = true }: Target): string {
  return `${isReached ? "reached" : "not reached"}${isDecided ? "" : ", as far as the noise lets tell"}`;
}
