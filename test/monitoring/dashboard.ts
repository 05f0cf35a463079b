import { named } from "./names.js";
import { quantile, rate, ratio } from "./rules.js";

const DATASOURCE = { type: "prometheus", uid: "${datasource}" };
const RANGE = "[$__rate_interval]";
const COLUMNS = 24;

/** What the two variables let through: of every metric that has such a label. */
const HOST = 'virtual_host=~"$virtual_host"';
const CLUSTER = 'cluster=~"$cluster"';
const REQUESTS = `${named("requests_total")}{${HOST}, ${CLUSTER}}`;
const FAILED = `${named("requests_total")}{${HOST}, ${CLUSTER}, status_class="5xx"}`;
const UPSTREAM_ERRORS = `${named("upstream_errors_total")}{${CLUSTER}}`;

interface Query {
  readonly expr: string;
  readonly legend: string;
}

interface PanelDescription {
  readonly title: string;
  readonly type: "stat" | "timeseries";
  readonly unit: string;
  readonly width: number;
  readonly queries: readonly Query[];
}

function selected(histogram: string, percent: number, by: readonly string[], matcher: string): string {
  return quantile(percent, named(histogram), by, `{${matcher}}${RANGE}`);
}

function quantilesOf(histogram: string, matcher: string, by: readonly string[]): Query[] {
  const legend = by.map((label) => ` {{${label}}}`).join("");
  return [50, 95, 99].map((percent) => ({
    expr: selected(histogram, percent, by, matcher),
    legend: `p${percent}${legend}`,
  }));
}

const total = (series: string): string => `sum(rate(${series}${RANGE}))`;
const mean = (histogram: string): string =>
  `${total(`${named(histogram)}_sum`)} / (${total(`${named(histogram)}_count`)} > 0)`;

const PANELS: readonly PanelDescription[] = [
  stat("Requests", "reqps", total(REQUESTS)),
  stat("Error ratio", "percentunit", ratio(total(FAILED), total(REQUESTS))),
  stat("p95 duration", "ms", selected("request_duration_ms", 95, [], HOST)),
  stat("In flight", "short", `sum(${named("requests_in_flight")})`),
  graph("Requests by status", "reqps", [{ expr: rate(REQUESTS, ["status_class"], RANGE), legend: "{{status_class}}" }]),
  graph("Requests by method", "reqps", [{ expr: rate(REQUESTS, ["method"], RANGE), legend: "{{method}}" }]),
  graph("Requests by route", "reqps", [
    { expr: rate(REQUESTS, ["virtual_host", "route"], RANGE), legend: "{{virtual_host}} {{route}}" },
  ]),
  graph("Error ratio by route", "percentunit", [
    {
      expr: ratio(rate(FAILED, ["virtual_host", "route"], RANGE), rate(REQUESTS, ["virtual_host", "route"], RANGE)),
      legend: "{{virtual_host}} {{route}}",
    },
  ]),
  graph("Duration", "ms", quantilesOf("request_duration_ms", HOST, [])),
  graph("p95 duration by route", "ms", [
    {
      expr: selected("request_duration_ms", 95, ["virtual_host", "route"], HOST),
      legend: "{{virtual_host}} {{route}}",
    },
  ]),
  graph("Requests by upstream", "reqps", [{ expr: rate(REQUESTS, ["cluster"], RANGE), legend: "{{cluster}}" }]),
  graph("Upstream errors", "reqps", [
    { expr: rate(UPSTREAM_ERRORS, ["cluster", "response_flags"], RANGE), legend: "{{cluster}} {{response_flags}}" },
  ]),
  graph("Upstream latency", "ms", quantilesOf("upstream_latency_ms", CLUSTER, ["cluster"])),
  graph("Upstream error ratio", "percentunit", [
    {
      expr: ratio(rate(UPSTREAM_ERRORS, ["cluster"], RANGE), rate(REQUESTS, ["cluster"], RANGE)),
      legend: "{{cluster}}",
    },
  ]),
  graph("gRPC statuses", "reqps", [
    {
      expr: rate(`${named("requests_total")}{${HOST}, ${CLUSTER}, grpc_status=~"[0-9]+"}`, ["grpc_status"], RANGE),
      legend: "{{grpc_status}}",
    },
  ]),
  graph("Mean size of bodies", "bytes", [
    { expr: mean("request_bytes"), legend: "request" },
    { expr: mean("response_bytes"), legend: "response" },
  ]),
];

function stat(title: string, unit: string, expr: string): PanelDescription {
  return { title, type: "stat", unit, width: 6, queries: [{ expr, legend: title }] };
}

function graph(title: string, unit: string, queries: readonly Query[]): PanelDescription {
  return { title, type: "timeseries", unit, width: 12, queries };
}

function layOut(panels: readonly PanelDescription[]): object[] {
  let [x, y] = [0, 0];
  return panels.map(({ title, type, unit, width, queries }, index) => {
    const height = type === "stat" ? 4 : 8;
    const gridPos = { x, y, w: width, h: height };
    x += width;
    if (x === COLUMNS) [x, y] = [0, y + height];
    return {
      ...{ id: index + 1, title, type, datasource: DATASOURCE, gridPos },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      options: type === "stat" ? { reduceOptions: { calcs: ["lastNotNull"] } } : { tooltip: { mode: "multi" } },
      targets: queries.map(({ expr, legend }, query) => ({
        ...{ refId: String.fromCharCode(65 + query), datasource: DATASOURCE, expr, legendFormat: legend, range: true },
      })),
    };
  });
}

/** A variable whose values are those of a label. */
function labelVariable(name: string): object {
  const query = `label_values(${named("requests_total")}, ${name})`;
  return {
    ...{ name, type: "query", datasource: DATASOURCE, definition: query, query: { query, refId: name } },
    ...{ includeAll: true, multi: true, allValue: ".*", refresh: 2, sort: 1 },
    current: { selected: true, text: ["All"], value: ["$__all"] },
  };
}

/** Grafana's JSON model of the dashboard; it is imported as it is, and asks for its data source. */
export const dashboard = {
  ...{
    title: "Gateway (Sluice metrics)",
    uid: "sluice-metrics",
    tags: ["envoy", "sluice"],
    schemaVersion: 39,
    version: 1,
  },
  ...{ editable: true, refresh: "30s", timezone: "browser", time: { from: "now-1h", to: "now" } },
  templating: {
    list: [
      { name: "datasource", type: "datasource", query: "prometheus", label: "Data source" },
      labelVariable("virtual_host"),
      labelVariable("cluster"),
    ],
  },
  annotations: { list: [] },
  panels: layOut(PANELS),
};
