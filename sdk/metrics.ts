import { MetricType, Status } from "../assembly/shared/abi";
import { getMetric, incrementMetric, recordMetric } from "../assembly/hostcalls/metrics";
import { LABEL_LENGTH_MAX } from "./metric-series";
import { Series, SeriesTable } from "./series-table";

/** Envoy never forgets a series, and neither can a metric: from here on, new label values count as `other`. */
const SERIES_MAX: i32 = 1000;
// @ts-ignore: decorator
@lazy
const OTHER: string = "other";

/** What counters, gauges and histograms have in common. */
abstract class Metric {
  private readonly series: SeriesTable = new SeriesTable();

  /** The series of whatever came when there were enough. */
  private overflow: Series | null = null;

  constructor(
    /** @internal */
    readonly type: MetricType,
    /** Its name; Envoy puts `wasmcustom.` before it. */
    readonly name: string,
    /** The names of its labels: up to three, in the order in which their values are given. */
    readonly labels: Array<string>,
  ) {}

  /** The series with these label values, null when the host can't define it. */
  protected find(first: string, second: string, third: string): Series | null {
    first = cut(first);
    second = cut(second);
    third = cut(third);
    const known = this.series.find(first, second, third);
    if (known !== null) return known;
    const overflow = this.overflow;
    if (overflow !== null) return overflow;
    const isLast = this.series.size == SERIES_MAX;
    const added = isLast ? new Series(OTHER, OTHER, OTHER) : new Series(first, second, third);
    if (added.define(this.type, this.name, this.labels) != Status.Ok) return null;
    if (isLast) this.overflow = added;
    else this.series.add(added);
    return added;
  }
}

/**
 * Counts what happens; never goes down. Exact over all worker threads. Up to three labels, and few values for them: past a
 * thousand series, new ones count as `other`. A metric may be made anywhere, in top-level code too: it is known to the host from its first use
 * on, which must be later. (ABI: `proxy_define_metric`.)
 *
 * @example
 * const requests = new Counter("requests_total", ["method"]);
 * requests.increment(1, "GET");
 */
@final
export class Counter extends Metric {
  /** `labels`: the names of up to three labels. */
  constructor(name: string, labels: Array<string> = []) {
    super(MetricType.Counter, name, labels);
  }

  /**
   * Adds `offset`: `Status.BadArgument` for 0. `first`, `second` and `third` are the values of the labels. `Status.InternalFailure` when the
   * host refuses the metric.
   */
  increment(offset: u32 = 1, first: string = "", second: string = "", third: string = ""): Status {
    const series = this.find(first, second, third);
    return series === null ? Status.InternalFailure : incrementMetric(series.number, offset);
  }

  /** The count over all worker threads; 0 also when the host does not tell it. */
  value(first: string = "", second: string = "", third: string = ""): u64 {
    const series = this.find(first, second, third);
    return series === null ? 0 : getMetric(series.number);
  }
}

/** A number that goes up and down. Exact over all worker threads, as long as they use `increment`. See `Counter` for labels. */
@final
export class Gauge extends Metric {
  /** `labels`: the names of up to three labels. */
  constructor(name: string, labels: Array<string> = []) {
    super(MetricType.Gauge, name, labels);
  }

  /** Adds `offset`, which may be negative; otherwise as `Counter.increment`. */
  increment(offset: i64 = 1, first: string = "", second: string = "", third: string = ""): Status {
    const series = this.find(first, second, third);
    return series === null ? Status.InternalFailure : incrementMetric(series.number, offset);
  }

  /** Sets the value: of several threads the last one counts. Otherwise as `Counter.increment`. */
  record(value: u64, first: string = "", second: string = "", third: string = ""): Status {
    const series = this.find(first, second, third);
    return series === null ? Status.InternalFailure : recordMetric(series.number, value);
  }

  /** The value over all worker threads; 0 also when the host does not tell it. */
  value(first: string = "", second: string = "", third: string = ""): u64 {
    const series = this.find(first, second, third);
    return series === null ? 0 : getMetric(series.number);
  }
}

/** How values are distributed: durations, sizes. See `Counter` for labels. */
@final
export class Histogram extends Metric {
  /** `labels`: the names of up to three labels. */
  constructor(name: string, labels: Array<string> = []) {
    super(MetricType.Histogram, name, labels);
  }

  /** Counts one value, in the unit that the metric's name says; otherwise as `Counter.increment`. */
  record(value: u64, first: string = "", second: string = "", third: string = ""): Status {
    const series = this.find(first, second, third);
    return series === null ? Status.InternalFailure : recordMetric(series.number, value);
  }
}

function cut(value: string): string {
  return value.length > LABEL_LENGTH_MAX ? value.substring(0, LABEL_LENGTH_MAX) : value;
}
