import type { Ratio } from "../../tooling/bench/statistics.js";
import type { CostOfParticipant, CostRecord } from "../bench/cost-record.js";
import type { SoakRecord } from "../bench/soak/soak-record.js";
import { type TargetsRecord, verdictOf } from "../bench/targets.js";

/** What stands around a generated piece of a document. */
export type Markers = readonly [begin: string, end: string];

export const COST: Markers = ["<!-- cost:begin -->", "<!-- cost:end -->"];
export const CONDITIONS: Markers = ["<!-- conditions:begin -->", "<!-- conditions:end -->"];
export const SOAK: Markers = ["<!-- soak:begin -->", "<!-- soak:end -->"];
export const TARGETS: Markers = ["<!-- targets:begin -->", "<!-- targets:end -->"];

const OURS = "sluice";
const EMPTY = "empty";

/** A ratio whose interval is wider, upper end by lower, is told by its lower end alone: what is unfavourable must not go for being uncertain. */
const WIDEST = 3;

const WORDS: Readonly<Record<string, string>> = {
  [EMPTY]: "that of a module with one empty callback",
  bound: "that of its host calls alone",
  lua: "that of Lua",
};

/** Puts a text between two markers, in place of what stands there; null where the markers are not there. */
export function replaceBetween(document: string, [begin, end]: Markers, text: string): string | null {
  const start = document.indexOf(begin);
  const stop = document.indexOf(end, start);
  return start < 0 || stop < 0 ? null : document.slice(0, start + begin.length) + text + document.slice(stop);
}

/** What the jobs of a filter found, in one line; where there are several, by their names. */
export function costText(records: readonly CostRecord[]): string {
  if (records.length === 0) return "not measured yet";
  return records.map((record) => `${records.length > 1 ? `\`${record.job}\` ` : ""}${textOf(record)}`).join("; ");
}

function textOf({ participants }: CostRecord): string {
  const [ours, empty] = [OURS, EMPTY].map((name) => participants.find((participant) => participant.name === name));
  if (ours === undefined || empty === undefined) return "not measured yet";
  const total = `${times(ours.total, 2)} the CPU of a request without a filter, with an empty module ${times(empty.total, 2)}`;
  const told = comparisonsOf(ours.ratios);
  return told.length === 0 ? total : `${total}; what it adds is ${told.join(" and ")}`;
}

/** What is added beside what others add: all of them, however little the noise lets be told. */
function comparisonsOf(ratios: CostOfParticipant["ratios"]): string[] {
  return Object.entries(ratios).map(([name, ratio]) => {
    const digits = ratio.value < 1 ? 2 : 1;
    const words = WORDS[name] ?? `that of \`${name}\``;
    if (ratio.low <= 0) return `not to be told from noise beside ${words}`;
    if (ratio.high > WIDEST * ratio.low) return `at least ${ratio.low.toFixed(digits)} × ${words}`;
    return `${times(ratio, digits)} ${words}`;
  });
}

function times({ value, low, high }: Ratio, digits: number): string {
  return `${value.toFixed(digits)} × (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

/** How the costs were measured; null where there are none. */
export function conditionsText(records: readonly CostRecord[]): string {
  const settings = new Set(
    records.map(({ setting: { envoy, cores, generations, requestsPerRound } }) => {
      const rounds = records.map(({ rounds }) => rounds);
      const range = `${Math.min(...rounds)} to ${Math.max(...rounds)}`;
      return `Envoy ${envoy} with one worker, ${cores} cores, ${generations} generations of Envoys, ${range} interleaved rounds of ${requestsPerRound} requests`;
    }),
  );
  return [...settings].join("; ");
}

/** What memory came to in each filter. */
export function soakTable(records: readonly SoakRecord[]): string {
  const longest = records.reduce((a, b) => (b.points.length > a.points.length ? b : a));
  const counts = longest.points.map(({ requests }) => requests);
  const rows = records.map(({ name, points }) => [
    name,
    ...counts.map((count) => kibibytes(points.find(({ requests }) => requests === count)?.memoryBytes)),
    String(points.at(-1)?.keys ?? 0),
  ]);
  const head = ["filter", ...counts.map((count) => `after ${count.toLocaleString("en-US")}`), "keys of shared data"];
  return `\n\n${table(head, rows)}\n\n`;
}

/** What was to be reached, and what one run has seen. */
export function targetsTable({ setting, targets }: TargetsRecord): string {
  const rows = targets.map((target) => [target.what, target.seen, target.toReach, verdictOf(target)]);
  const { envoy, node, cores, generations, requestsPerRound } = setting;
  const how = `One run: Envoy ${envoy}, Node ${node}, ${cores} cores, ${generations} generations of Envoys, rounds of ${requestsPerRound} requests.`;
  return `\n\n${how}\n\n${table(["to be reached", "seen", "wanted", ""], rows)}\n\n`;
}

function kibibytes(bytes: number | undefined): string {
  return bytes === undefined ? "not run" : `${(bytes / 1024).toLocaleString("en-US")} KiB`;
}

/** As Prettier writes it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
