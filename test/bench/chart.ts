import type { JobResult, ParticipantResult } from "./job-result.js";
import type { Report } from "./report.js";

const WIDTH = 720;
const MARGIN = 24;
const LABEL_WIDTH = 150;
const FIGURES_WIDTH = 170;
const ROW_HEIGHT = 34;
const BAR_HEIGHT = 18;
const HEADING_HEIGHT = 64;
const BAR_WIDTH = WIDTH - 2 * MARGIN - LABEL_WIDTH - FIGURES_WIDTH;

/** Colours for both schemes stand in the picture itself: it may be shown where no style sheet reaches it. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 15px }
  .quiet { fill: #59636e; font-size: 12px }
  .background { fill: #ffffff }
  .bar { fill: #8c959f }
  .ours { fill: #0969da }
  .interval { stroke: #1f2328; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .background { fill: #0d1117 }
    .bar { fill: #656c76 }
    .ours { fill: #4493f8 }
    .interval { stroke: #e6edf3 }
  }
`;

/** A bar for each participant's overhead, cheapest first, job under job: an SVG document. */
export function renderChart(report: Report, ours: string): string {
  let top = MARGIN;
  const parts: string[] = [];
  for (const job of report.jobs) {
    const bars = barsOf(job);
    parts.push(`<g transform="translate(${MARGIN} ${top})">`, ...renderJob(job, bars, ours), "</g>");
    top += HEADING_HEIGHT + bars.length * ROW_HEIGHT;
  }
  const height = top + MARGIN;
  const caption = `Envoy ${report.envoy}, interleaved rounds of ${report.requestsPerRound} requests`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>What a filter costs Envoy</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="background" width="${WIDTH}" height="${height}"/>`,
    ...parts,
    `<text class="quiet" x="${MARGIN}" y="${height - MARGIN / 2}">${escape(caption)}; the lines are 95 % confidence</text>`,
    "</svg>",
    "",
  ].join("\n");
}

type Bar = ParticipantResult & { readonly overheadUs: NonNullable<ParticipantResult["overheadUs"]> };

function barsOf(job: JobResult): Bar[] {
  return job.participants
    .filter((result): result is Bar => result.overheadUs !== null)
    .sort((a, b) => a.overheadUs.median - b.overheadUs.median);
}

function renderJob(job: JobResult, bars: readonly Bar[], ours: string): string[] {
  const largest = Math.max(1, ...bars.map(({ overheadUs }) => overheadUs.high));
  const length = (us: number): number => (Math.max(0, us) / largest) * BAR_WIDTH;
  const x = (us: number): string => (LABEL_WIDTH + length(us)).toFixed(1);
  return [
    `<text class="title" y="14">CPU added to each request, µs (${escape(job.job)} job)</text>`,
    `<text class="quiet" y="34">${escape(job.about)}</text>`,
    ...bars.flatMap((bar, index) => {
      const { name, overheadUs, moduleBytes } = bar;
      const size = moduleBytes === null ? "" : `, ${(moduleBytes / 1000).toFixed(1)} kB`;
      return [
        `<g transform="translate(0 ${HEADING_HEIGHT + index * ROW_HEIGHT})">`,
        `<text y="5">${escape(name)}</text>`,
        `<rect class="${name === ours ? "ours" : "bar"}" x="${LABEL_WIDTH}" y="${-BAR_HEIGHT / 2}" width="${length(overheadUs.median).toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
        `<line class="interval" x1="${x(overheadUs.low)}" x2="${x(overheadUs.high)}"/>`,
        `<text x="${LABEL_WIDTH + BAR_WIDTH + 12}" y="5">${overheadUs.median.toFixed(1)} µs<tspan class="quiet">${size}</tspan></text>`,
        "</g>",
      ];
    }),
  ];
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
