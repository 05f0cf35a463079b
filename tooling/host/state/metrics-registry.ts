import { MetricType, Status } from "../../../assembly/shared/abi.js";
import type { MetricSample } from "../../gateway.js";
import type { StateAllowance } from "./state-allowance.js";

const SAMPLE_TYPES = ["counter", "gauge", "histogram"] as const;

interface Metric {
  readonly type: MetricType;
  readonly name: string;
  /** Value of a counter or a gauge, sum of a histogram. */
  value: bigint;
  count: number;
}

/** The metrics of one host, shared by all its VMs: two definitions of one name and type are one series. */
export class MetricsRegistry {
  readonly #allowance: StateAllowance;
  readonly #metrics = new Map<string, Metric>();

  constructor(allowance: StateAllowance) {
    this.#allowance = allowance;
  }

  /** The series, or null where there is no room for one more definition. */
  define(type: MetricType, name: string): Metric | null {
    const key = `${type} ${name}`;
    const present = this.#metrics.get(key);
    if (!this.#allowance.take(present === undefined ? name.length + key.length : 0)) return null;
    const metric = present ?? { type, name, value: 0n, count: 0 };
    this.#metrics.set(key, metric);
    return metric;
  }

  /**
   * Every series as Envoy shows it, but that the sums of histograms are exact: Envoy makes them of buckets.
   *
   * @param labels names of labels; null for whatever stands as one in a name, `name;label=value;…` as the SDK writes it
   */
  samples(labels: readonly string[] | null = null): MetricSample[] {
    return [...this.#metrics.values()].flatMap((metric) => {
      const series = readSeries(metric.name, labels);
      if (series === null) return [];
      const type = SAMPLE_TYPES[metric.type];
      const value = Number(metric.value);
      return type === "histogram" ? { ...series, type, count: metric.count, sum: value } : { ...series, type, value };
    });
  }
}

/** Source: Envoy's `PrometheusStatsFormatter::metricName`. Null for what Prometheus has no name for. */
function readSeries(text: string, declared: readonly string[] | null): Pick<MetricSample, "name" | "labels"> | null {
  const [first = "", ...suffixes] = text.split(";");
  const labels: Record<string, string> = {};
  let rest = first;
  for (const suffix of suffixes) {
    const [, label, value = ""] = /^([^=]*)=([^]*)$/.exec(suffix) ?? [];
    if (label === undefined || declared?.includes(label) === false) rest += `;${suffix}`;
    else labels[label] = value;
  }
  const name = rest.replaceAll(/\W/gu, "_");
  return /^[a-z_]/i.test(name) ? { name, labels } : null;
}

/**
 * The metric ids of one VM and the rules of Envoy on them. The low two bits of an id are the metric's type; defining a name
 * twice gives two ids of one series.
 */
export class MetricIds {
  readonly #registry: MetricsRegistry;
  readonly #metrics = new Map<number, Metric>();
  readonly #last = [MetricType.Counter, MetricType.Gauge, MetricType.Histogram] as number[];

  constructor(registry: MetricsRegistry) {
    this.#registry = registry;
  }

  /** The new id, or the status that says why there is none: no such type, or no room. */
  define(type: number, name: string): { readonly id: number } | Status {
    const last = this.#last[type];
    if (last === undefined) return Status.BadArgument;
    const metric = this.#registry.define(type, name);
    if (metric === null) return Status.InternalFailure;
    const id = last + 4;
    this.#last[type] = id;
    this.#metrics.set(id, metric);
    return { id };
  }

  /** A counter only grows; a gauge goes both ways; a histogram cannot be incremented. */
  increment(id: number, offset: bigint): Status {
    const type = id & 3;
    if (type !== MetricType.Counter && type !== MetricType.Gauge) return Status.BadArgument;
    const metric = this.#metrics.get(id);
    if (metric === undefined) return Status.NotFound;
    if (type === MetricType.Counter && offset <= 0n) return Status.BadArgument;
    metric.value = BigInt.asUintN(64, metric.value + offset);
    return Status.Ok;
  }

  /** Adds to a counter, sets a gauge, records a value in a histogram. */
  record(id: number, value: bigint): Status {
    const metric = this.#metrics.get(id);
    if (metric === undefined) return Status.NotFound;
    metric.count += 1;
    metric.value = metric.type === MetricType.Gauge ? value : BigInt.asUintN(64, metric.value + value);
    return Status.Ok;
  }

  /** The value of a counter or a gauge, or the status that says why there is none. */
  get(id: number): bigint | Status {
    const type = id & 3;
    if (type !== MetricType.Counter && type !== MetricType.Gauge) return Status.BadArgument;
    return this.#metrics.get(id)?.value ?? Status.NotFound;
  }
}
