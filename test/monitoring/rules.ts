import { named } from "./names.js";

/** A rule that Prometheus evaluates and keeps, as `level:metric:operations`. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

const QUANTILES = [50, 95, 99] as const;

/** `histogram_quantile` over what is left of a histogram when only `by` is kept. */
export function quantile(percent: number, histogram: string, by: readonly string[], range: string): string {
  const labels = ["le", ...by].join(", ");
  return `histogram_quantile(${percent / 100}, sum by (${labels}) (rate(${histogram}_bucket${range})))`;
}

/** The rate of a counter, by labels. */
export function rate(counter: string, by: readonly string[], range: string): string {
  return `sum by (${by.join(", ")}) (rate(${counter}${range}))`;
}

/** Which part of all is bad; 0 and not nothing where no bad one was ever seen, nothing where there is no traffic. */
export function ratio(bad: string, all: string): string {
  return `(${bad} or 0 * ${all}) / (${all} > 0)`;
}

const ROUTE = ["virtual_host", "route"];
const CLUSTER = ["cluster"];
const RANGE = "[5m]";
const REQUESTS = named("requests_total");

/** In seconds, the base unit of Prometheus, of a histogram in milliseconds. */
function quantiles(level: string, duration: string, by: readonly string[]): RecordingRule[] {
  return QUANTILES.map((percent) => ({
    record: `${level}:${duration}_seconds:p${percent}_5m`,
    expr: `${quantile(percent, named(`${duration}_ms`), by, RANGE)} / 1000`,
  }));
}

/** Rates, error ratios and quantiles by route and by upstream cluster. */
export const RULES: readonly RecordingRule[] = [
  { record: "route:requests:rate5m", expr: rate(REQUESTS, ROUTE, RANGE) },
  {
    record: "route:request_errors:ratio5m",
    expr: ratio(rate(`${REQUESTS}{status_class="5xx"}`, ROUTE, RANGE), rate(REQUESTS, ROUTE, RANGE)),
  },
  ...quantiles("route", "request_duration", ROUTE),
  { record: "cluster:requests:rate5m", expr: rate(REQUESTS, CLUSTER, RANGE) },
  {
    record: "cluster:upstream_errors:ratio5m",
    expr: ratio(rate(named("upstream_errors_total"), CLUSTER, RANGE), rate(REQUESTS, CLUSTER, RANGE)),
  },
  ...quantiles("cluster", "upstream_latency", CLUSTER),
  { record: "grpc_status:requests:rate5m", expr: rate(`${REQUESTS}{grpc_status=~"[0-9]+"}`, ["grpc_status"], RANGE) },
  { record: "job:requests_in_flight:sum", expr: `sum by (job) (${named("requests_in_flight")})` },
];

/** Prometheus' rule file. */
export const ruleFile = { groups: [{ name: "sluice-metrics", interval: "30s", rules: RULES }] };
