import type { MetricSample } from "../gateway.js";

type MetricType = MetricSample["type"];

/** One line of Prometheus text. */
interface Line {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { "\\n": "\n", '\\"': '"', "\\\\": "\\" };

/**
 * Parses the Prometheus text exposition format as Envoy writes it: counters, gauges, and histograms with their count and
 * sum, the buckets left out. Other types are passed over.
 */
export function parsePrometheus(text: string): MetricSample[] {
  const types = new Map<string, MetricType>();
  const samples: MetricSample[] = [];
  const histograms = new Map<string, { name: string; labels: Line["labels"]; count: number; sum: number }>();
  for (const row of text.split("\n")) {
    const [, named, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(row) ?? [];
    if (named !== undefined) types.set(named, type as MetricType);
    const line = parseLine(row);
    if (line === null) continue;
    const { name, labels, value } = line;
    const plain = types.get(name);
    if (plain === "counter" || plain === "gauge") {
      samples.push({ name, type: plain, labels, value });
      continue;
    }
    const [, base, part] = /^(.*)_(count|sum)$/.exec(name) ?? [];
    if (base === undefined || types.get(base) !== "histogram") continue;
    const key = `${base} ${JSON.stringify(labels)}`;
    const histogram = histograms.get(key) ?? { name: base, labels, count: 0, sum: 0 };
    histograms.set(key, { ...histogram, [part as "count" | "sum"]: value });
  }
  for (const histogram of histograms.values()) samples.push({ type: "histogram", ...histogram });
  return samples;
}

function parseLine(row: string): Line | null {
  const match = row.startsWith("#") ? null : LINE.exec(row);
  if (match === null) return null;
  const [, name = "", labelText = "", value = ""] = match;
  const labels: Record<string, string> = {};
  for (const [, label = "", text = ""] of labelText.matchAll(LABEL)) {
    labels[label] = text.replaceAll(/\\./g, (escape) => ESCAPES[escape] ?? escape);
  }
  return { name, labels, value: Number(value) };
}
