import { type JobResult, renderNote } from "./job-result.js";
import type { Setting } from "./setting.js";
import type { Spread } from "./statistics.js";

const WIDTH = 760;
const MARGIN = 28;
const LABEL_WIDTH = 128;
const FIGURES_WIDTH = 168;
const BAR_LEFT = MARGIN + LABEL_WIDTH;
const BAR_WIDTH = WIDTH - BAR_LEFT - FIGURES_WIDTH - MARGIN;
const TITLE_HEIGHT = 84;
const HEADING_HEIGHT = 52;
const ROW_HEIGHT = 30;
const BAR_HEIGHT = 16;
const AXIS_HEIGHT = 40;
const NOTE_HEIGHT = 18;
const GAP = 18;
const TICKS = 4;
const LONGEST_LABEL = 18;

/** A bar much longer than ours is cut here, as a multiple of the longest of the others: one slow peer must not flatten the rest. */
const LONGEST_BAR = 1.6;

/** Colours for both schemes stand in the picture itself: it may be shown where no style sheet reaches it. */
const STYLE = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 19px }
  .job { font-weight: 600; font-size: 15px }
  .quiet { fill: #59636e; font-size: 12px }
  .figure { font-variant-numeric: tabular-nums }
  .name-ours { font-weight: 600 }
  .background { fill: #ffffff }
  .bar { fill: #aeb8c2 }
  .ours { fill: #0969da }
  .cited { fill: none; stroke: #aeb8c2; stroke-dasharray: 4 3 }
  .grid { stroke: #e4e8ec }
  .interval { stroke: #1f2328; stroke-width: 1.4 }
  .cut { stroke: #ffffff; stroke-width: 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .background { fill: #0d1117 }
    .bar { fill: #4a525c }
    .ours { fill: #4493f8 }
    .cited { stroke: #4a525c }
    .grid { stroke: #21262d }
    .interval { stroke: #e6edf3 }
    .cut { stroke: #0d1117 }
  }
`;

interface Bar {
  readonly name: string;
  readonly moduleBytes: number | null;
  readonly overheadUs: Pick<Spread, "median" | "low" | "high">;
  /** Whether another run measured it: then how far the figure can be trusted is not known. */
  readonly isCited: boolean;
}

/**
 * A bar for each participant's overhead, cheapest first, job under job: an SVG document.
 *
 * @param ours the participants whose bars are coloured
 */
export function renderChart(jobs: readonly JobResult[], setting: Setting, ours: readonly string[]): string {
  let top = TITLE_HEIGHT;
  const parts: string[] = [];
  for (const job of jobs) {
    const bars = barsOf(job);
    parts.push(`<g transform="translate(0 ${top})">`, ...renderJob(job, bars, ours), "</g>");
    const notes = job.cited?.length ?? 0;
    top += HEADING_HEIGHT + bars.length * ROW_HEIGHT + AXIS_HEIGHT + notes * NOTE_HEIGHT + GAP;
  }
  const height = top + MARGIN;
  const caption = `Envoy ${setting.envoy}, one worker; interleaved rounds of ${setting.requestsPerRound} requests over ${setting.connections} connections. Whiskers: 95 % confidence.`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    "<title>What a filter costs Envoy</title>",
    `<style>${STYLE}</style>`,
    `<rect class="background" width="${WIDTH}" height="${height}"/>`,
    `<text class="title" x="${MARGIN}" y="${MARGIN + 12}">What a filter costs Envoy</text>`,
    `<text class="quiet" x="${MARGIN}" y="${MARGIN + 34}">CPU time added to each request in µs, over no filter: less is better. Beside it the module's size.</text>`,
    ...parts,
    `<text class="quiet" x="${MARGIN}" y="${height - MARGIN}">${escape(caption)}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function barsOf({ participants, cited = [] }: JobResult): Bar[] {
  const measured = participants.flatMap(({ name, moduleBytes, overheadUs }) =>
    overheadUs === null ? [] : [{ name, moduleBytes, overheadUs, isCited: false }],
  );
  const others = cited.map(({ name, moduleBytes, overheadUs: us }) => {
    return { name: `${name} *`, moduleBytes, overheadUs: { median: us, low: us, high: us }, isCited: true };
  });
  return [...measured, ...others].sort((a, b) => a.overheadUs.median - b.overheadUs.median);
}

function renderJob(job: JobResult, bars: readonly Bar[], ours: readonly string[]): string[] {
  const axis = axisOf(bars);
  const bottom = HEADING_HEIGHT + bars.length * ROW_HEIGHT;
  return [
    `<text class="job" x="${MARGIN}" y="14">${escape(job.job)}</text>`,
    `<text class="quiet" x="${MARGIN}" y="34">${escape(job.about)}</text>`,
    ...axis.ticks.flatMap((tick) => {
      const x = (BAR_LEFT + axis.length(tick)).toFixed(1);
      return [
        `<line class="grid" x1="${x}" x2="${x}" y1="${HEADING_HEIGHT - 6}" y2="${bottom}"/>`,
        `<text class="quiet figure" x="${x}" y="${bottom + 16}" text-anchor="middle">${tick}</text>`,
      ];
    }),
    ...bars.flatMap((bar, index) =>
      renderBar(bar, HEADING_HEIGHT + (index + 0.5) * ROW_HEIGHT, axis, ours.includes(bar.name)),
    ),
    ...(job.cited ?? []).map((each, index) => {
      const y = bottom + AXIS_HEIGHT + index * NOTE_HEIGHT;
      return `<text class="quiet" x="${MARGIN}" y="${y}">${escape(renderNote(each))}</text>`;
    }),
  ];
}

interface Axis {
  readonly ticks: readonly number[];
  /** What the axis ends at. */
  readonly end: number;
  /** Pixels of a value, which may be beyond the end or below 0. */
  readonly length: (us: number) => number;
}

function axisOf(bars: readonly Bar[]): Axis {
  const highs = bars.map(({ overheadUs }) => overheadUs.high).sort((a, b) => a - b);
  const [longest = 1, next = longest] = highs.reverse();
  const reach = Math.max(1, longest > 2 * LONGEST_BAR * next ? LONGEST_BAR * next : longest);
  const step = stepOf(reach / TICKS);
  const end = Math.ceil(reach / step) * step;
  return {
    end,
    ticks: Array.from({ length: Math.round(end / step) + 1 }, (_, index) => Number((index * step).toPrecision(6))),
    length: (us) => (Math.min(Math.max(0, us), end) / end) * BAR_WIDTH,
  };
}

/** The next of 1, 2, 5, 10 and so on. */
function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}

function renderBar(
  { name, overheadUs, moduleBytes, isCited }: Bar,
  y: number,
  { end, length }: Axis,
  isOurs: boolean,
): string[] {
  const { median, low, high } = overheadUs;
  const width = length(median);
  const x = (us: number): string => (BAR_LEFT + length(us)).toFixed(1);
  const isCut = median > end;
  const kind = isOurs ? "ours" : isCited ? "cited" : "bar";
  const interval = `<path class="interval" fill="none" d="M${x(low)} ${y}H${x(high)}M${x(low)} ${y - 4}v8M${x(high)} ${y - 4}v8"/>`;
  const cutAt = BAR_LEFT + BAR_WIDTH - 14;
  return [
    `<text class="${isOurs ? "name-ours" : "name"}" x="${BAR_LEFT - 12}" y="${y + 4.5}" text-anchor="end">${escape(shortened(name))}</text>`,
    `<rect class="${kind}" x="${BAR_LEFT}" y="${y - BAR_HEIGHT / 2}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
    ...(isCut
      ? [
          `<line class="cut" x1="${cutAt}" x2="${cutAt + 6}" y1="${y + BAR_HEIGHT / 2 + 2}" y2="${y - BAR_HEIGHT / 2 - 2}"/>`,
        ]
      : isCited
        ? []
        : [interval]),
    `<text class="figure" x="${WIDTH - MARGIN - FIGURES_WIDTH + 16}" y="${y + 4.5}">${median.toFixed(1)} µs<tspan class="quiet">${sizeOf(moduleBytes)}</tspan></text>`,
  ];
}

function sizeOf(moduleBytes: number | null): string {
  if (moduleBytes === null) return "  in Envoy";
  const kilobytes = moduleBytes / 1000;
  return kilobytes < 1000
    ? `  ${kilobytes.toFixed(kilobytes < 100 ? 1 : 0)} kB`
    : `  ${(kilobytes / 1000).toFixed(1)} MB`;
}

/** What the column of names has room for. */
function shortened(name: string): string {
  return name.length > LONGEST_LABEL ? `${name.slice(0, LONGEST_LABEL - 1)}…` : name;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
