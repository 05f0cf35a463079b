import { MetricType, Status } from "../assembly/shared/abi";
import { definedMetric, defineMetric, getMetric, incrementMetric, recordMetric } from "../assembly/hostcalls/metrics";

/**
 * One series of a metric, by its labels and their values: for filters whose labels come from a configuration, or which keep the series they
 * use at hand. `Counter`, `Gauge` and `Histogram` find theirs by the values, and have a bound on them; here that is the caller's.
 *
 * The host defines it when it is made, so not in top-level code; one that the host refuses answers `Status.InternalFailure` to everything.
 * What an Envoy turns back into labels stands in its bootstrap: see `declareMetricLabels`. (ABI: `proxy_define_metric`.)
 *
 * @example
 * const requests = MetricSeries.counter("requests_total", ["tenant"], ["acme"]);
 * requests.increment(1);
 */
@final
export class MetricSeries {
  private readonly id: u32;
  private readonly isDefined: bool;

  private constructor(type: MetricType, name: string, labels: Array<string>, values: Array<string>) {
    this.isDefined = defineMetric(type, seriesName(name, labels, values)) == Status.Ok;
    this.id = this.isDefined ? definedMetric() : 0;
  }

  /** A series of a counter; a label without a value has the empty one. */
  static counter(name: string, labels: Array<string> = [], values: Array<string> = []): MetricSeries {
    return new MetricSeries(MetricType.Counter, name, labels, values);
  }

  /** A series of a gauge. */
  static gauge(name: string, labels: Array<string> = [], values: Array<string> = []): MetricSeries {
    return new MetricSeries(MetricType.Gauge, name, labels, values);
  }

  /** A series of a histogram. */
  static histogram(name: string, labels: Array<string> = [], values: Array<string> = []): MetricSeries {
    return new MetricSeries(MetricType.Histogram, name, labels, values);
  }

  /** Adds `offset`: to a counter more than 0, to a gauge anything; a histogram answers `Status.BadArgument`. */
  increment(offset: i64 = 1): Status {
    return this.isDefined ? incrementMetric(this.id, offset) : Status.InternalFailure;
  }

  /** Sets a gauge, counts one value of a histogram, adds to a counter. */
  record(value: u64): Status {
    return this.isDefined ? recordMetric(this.id, value) : Status.InternalFailure;
  }

  /** The value of a counter or gauge over all worker threads; 0 when the host does not tell it. */
  get value(): u64 {
    return this.isDefined ? getMetric(this.id) : 0;
  }
}

/**
 * Names labels that a filter's `MetricSeries` carry, as literals: the build writes them into the module's papers, so that `sluice run` and
 * `serve` turn them back into labels of Envoy's. It does nothing when it runs.
 *
 * @example
 * declareMetricLabels(["method", "tenant"]);
 */
export function declareMetricLabels(labels: Array<string>): void {}

/** The name under which the host keeps a series: `name;label=value;label=value`. */
function seriesName(name: string, labels: Array<string>, values: Array<string>): string {
  for (let i = 0; i < labels.length; ++i) name += labelText(labels[i], i < values.length ? values[i] : "");
  return name;
}

/** A client may have chosen the value: what is longer is cut, since it is kept for good. */
export const LABEL_LENGTH_MAX: i32 = 128;

/** What a value keeps beside letters and digits; `;` ends it, and Envoy makes `_` of a colon. */
// @ts-ignore: decorator
@lazy
const KEPT: string = "-_./|@~+*,";

/** `;name=value`, where whatever Envoy's names can't hold in a value has become `_`. */
export function labelText(name: string, value: string): string {
  const length = min(value.length, LABEL_LENGTH_MAX);
  let clean = "";
  for (let i = 0; i < length; ++i) {
    const unit = value.charCodeAt(i);
    const isWord = ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
    // Envoy drops a dot at the end.
    const isKept = isWord || (KEPT.includes(value.charAt(i)) && (unit != 0x2e || i < length - 1));
    clean += isKept ? value.charAt(i) : "_";
  }
  return ";" + name + "=" + clean;
}
