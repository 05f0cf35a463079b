import type { MetricSample } from "../gateway.js";
import type { TestGateway } from "../testing/serve.js";

/** The plugins' own series as Prometheus scrapes them: Envoy's own lines; on the in-process host the same, written from its samples. */
export async function prometheusLines(gateway: TestGateway): Promise<string[]> {
  const samples = await gateway.metrics();
  if (gateway.adminUrl === null) return samples.flatMap(linesOf).sort();
  const names = new Set(samples.flatMap(({ name }) => [name, `${name}_sum`, `${name}_count`]));
  const text = await (await fetch(`${gateway.adminUrl}/stats/prometheus`)).text();
  return text.split("\n").filter((line) => names.has(line.split(/[{ ]/, 1)[0] ?? "") && !line.startsWith("#"));
}

function linesOf({ name, labels, value, count, sum }: MetricSample): string[] {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  const series = (suffix: string): string => `${name}${suffix}{${pairs.join(",")}}`;
  return value === undefined
    ? [`${series("_count")} ${count}`, `${series("_sum")} ${sum}`]
    : [`${series("")} ${value}`];
}
