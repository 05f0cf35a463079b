import { describe, expect, it } from "vitest";
import { renderChart } from "../../tooling/bench/chart.js";
import { GET, type Job, type Participant } from "../../tooling/bench/job.js";
import { jobResult } from "../../tooling/bench/job-result.js";
import { headerJob } from "./jobs/header.js";
import { type Report, renderReport } from "./report.js";

const participant = (name: string, moduleBytes: number | null): Participant => ({
  name,
  about: "",
  plugin: moduleBytes === null ? null : { name, rootId: name, module: new Uint8Array(moduleBytes) },
  filter: null,
});

const job: Job = {
  name: "header",
  about: "one header each way & back",
  requests: [GET],
  checks: [],
  participants: [participant("none", null), participant("ours", 4_000), participant("peer <1>", 77_000)],
  references: ["peer <1>"],
  cited: [
    {
      ...{ name: "gone", about: "", note: "not measured: it loads nowhere" },
      ...{ moduleBytes: 26_500, overheadUs: 35.1, ratios: { "peer <1>": 2.925 } },
    },
  ],
};

/** A machine that gets slower from round to round: the overheads stay 6 and 12. */
const cpuUs = new Map([
  ["none", [50, 60, 70]],
  ["ours", [56, 66, 76]],
  ["peer <1>", [62, 72, 82]],
]);

const report: Report = {
  ...{ envoy: "1.40.0", node: "20.19.0", cores: 2, clock: "schedstat" },
  ...{ generations: 1, connections: 64, requestsPerRound: 500, jobs: [jobResult(job, { cpuUs, ofRounds: [] })] },
  ...{ streams: null, startup: null, build: null, host: null, memory: null, seconds: 1, failures: [] },
};

describe("the result of a job", () => {
  const [none, ours, peer] = jobResult(job, { cpuUs, ofRounds: [] }).participants;

  it("subtracts the baseline round by round", () => {
    expect(ours?.cpuUs.median).toBe(66);
    expect(ours?.overheadUs).toMatchObject({ median: 6, q1: 6, q3: 6 });
  });

  it("compares with the reference", () => {
    const [comparison] = ours?.comparisons ?? [];
    expect(comparison).toMatchObject({ reference: "peer <1>", ratio: { value: 0.5, low: 0.5, high: 0.5 } });
    expect(comparison?.differenceUs.median).toBe(-6);
    expect(peer?.comparisons[0]?.ratio.value).toBe(1);
  });

  it("has no overhead of the baseline, and no size where there is no module", () => {
    expect(none).toMatchObject({ moduleBytes: null, overheadUs: null, comparisons: [] });
    expect(ours?.moduleBytes).toBe(4_000);
  });
});

describe("the table", () => {
  it("has a line for each participant", () => {
    const lines = renderReport(report).split("\n");
    expect(lines.find((line) => line.startsWith("none"))?.trimEnd()).toMatch(/^none +60\.0$/);
    expect(lines.find((line) => line.startsWith("ours"))).toMatch(
      /^ours +4,000 B +66\.0 +6\.0 \(6\.0 to 6\.0\) +\[6\.0 to 6\.0\] +0\.50 \(0\.50 to 0\.50\) +-6\.0 \(-6\.0 to -6\.0\)$/,
    );
  });
});

describe("a participant that can't be measured", () => {
  it("has a line with what another run found, and one that says why", () => {
    const lines = renderReport(report).split("\n");
    expect(lines.find((line) => line.startsWith("gone"))).toMatch(/^gone \* +26,500 B +35\.1 +2\.9[23]$/);
    expect(lines).toContain("* gone: not measured: it loads nowhere");
  });

  it("has a bar of its own kind in the chart, with no interval, and the reason", () => {
    const svg = renderChart(report.jobs, report, ["ours"]);
    expect(svg.match(/<rect class="cited" /g)).toHaveLength(1);
    expect(svg.match(/class="interval"/g)).toHaveLength(2);
    expect(svg).toContain(">gone *</text>");
    expect(svg).toContain(">* gone: not measured: it loads nowhere</text>");
  });

  it("is in the document, and in no comparison", () => {
    expect(report.jobs[0]?.cited).toMatchObject([{ name: "gone", overheadUs: 35.1 }]);
    expect(report.jobs[0]?.participants.map(({ name }) => name)).not.toContain("gone");
  });

  it("is the published package of the header job", async () => {
    const { cited } = await headerJob();
    expect(cited).toMatchObject([
      { name: "solo-io", note: expect.stringContaining("loads in no Envoy of today") as string },
    ]);
  });
});

describe("the chart", () => {
  const svg = renderChart(report.jobs, report, ["ours"]);

  it("has a bar for each participant but the baseline, cheapest first, as long as its overhead", () => {
    const bars = [...svg.matchAll(/<rect class="(bar|ours)" [^>]*width="([\d.]+)"/g)];
    expect(bars.map(([, name]) => name)).toEqual(["ours", "bar"]);
    expect(Number(bars[0]?.[2]) * 2).toBeCloseTo(Number(bars[1]?.[2]), 0);
  });

  it("escapes what it shows", () => {
    expect(svg).toContain("peer &lt;1&gt;");
    expect(svg).toContain("each way &amp; back");
    expect(svg).not.toMatch(/peer <1>|way & back/);
  });

  it("never draws a bar backwards when noise makes an overhead negative", () => {
    const noisy = new Map([...cpuUs, ["ours", [49, 59, 69]]]);
    expect(renderChart([jobResult(job, { cpuUs: noisy, ofRounds: [] })], report, ["ours"])).not.toMatch(/width="-|NaN/);
  });
});
