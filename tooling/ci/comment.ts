import { LAST_RELEASE } from "../bench/job.js";
import type { PluginsReport } from "../bench/measure-plugins.js";

/** What a pipeline found out of a module, beside the last release. */
export interface ModuleChange {
  readonly name: string;
  readonly sizeBytes: number;
  /** Null where no release was named. */
  readonly releasedBytes: number | null;
  /** What step bench has measured, null where it has not. */
  readonly cost: PluginsReport | null;
  /** The image that was pushed, null where none was. */
  readonly image: string | null;
}

/** A comment for the change, in Markdown: how large the modules are now, what they cost Envoy, and what both were. */
export function renderComment(modules: readonly ModuleChange[]): string {
  const isOne = modules.length === 1;
  const images = modules.flatMap(({ image }) => (image === null ? [] : [image]));
  const lines = [
    `### ${modules.map(({ name }) => name).join(", ")}`,
    "",
    "| | last release | now | change |",
    "| --- | ---: | ---: | ---: |",
    ...modules.flatMap((module) => rowsOf(module, isOne ? "" : `${module.name}: `)),
    ...(images.length === 0 ? [] : [""]),
    ...images.map((image) => (isOne ? `Image: \`${image}\`` : `- \`${image}\``)),
  ];
  return `${lines.join("\n")}\n`;
}

function rowsOf({ sizeBytes, releasedBytes, cost }: ModuleChange, of: string): string[] {
  const before = releasedBytes === null ? "–" : bytes(releasedBytes);
  return [
    `| ${of}module | ${before} | ${bytes(sizeBytes)} | ${change(sizeBytes, releasedBytes)} |`,
    ...(cost === null ? [] : [`| ${of}${costRow(cost)}`]),
  ];
}

function bytes(count: number): string {
  return `${count.toLocaleString("en-US")} B`;
}

function change(now: number, before: number | null): string {
  if (before === null || before === 0) return "–";
  const percent = ((now - before) / before) * 100;
  return `${sign(percent)}${Math.abs(percent).toFixed(1)} %`;
}

/** The change with its interval: where that has 0 in it, the measurement sees none. */
function costRow({ participants }: PluginsReport): string {
  const release = participants.find(({ name }) => name === LAST_RELEASE);
  const ours = participants.at(-1);
  const difference = ours?.comparisons.find(({ reference }) => reference === LAST_RELEASE)?.differenceUs;
  const moved =
    difference === undefined
      ? "–"
      : `${signed(difference.median)} µs (${signed(difference.low)} to ${signed(difference.high)})`;
  return `CPU a request | ${microseconds(release)} | ${microseconds(ours)} | ${moved} |`;
}

function microseconds(participant: PluginsReport["participants"][number] | undefined): string {
  const { median } = participant?.overheadUs ?? {};
  return median === undefined ? "–" : `${median < 0 ? signed(median) : median.toFixed(1)} µs`;
}

function signed(value: number): string {
  return `${sign(value)}${Math.abs(value).toFixed(1)}`;
}

function sign(value: number): string {
  return value < 0 ? "−" : "+";
}
