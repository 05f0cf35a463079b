import { newestContext } from "../dispatcher/lifecycle";
import { definedMetric, defineMetric, incrementMetric, recordMetric } from "../hostcalls/metrics";
import { proxy_get_metric } from "../imports";
import { RESULT_NUMBER } from "../memory";
import { MetricTypeValues, WasmResultValues } from "./enums";
import { logFailure } from "./log";

/**
 * A metric, defined as soon as it is made; at the top level of a source, where Envoy would refuse that and not load the module, at its
 * first use.
 */
class Metric {
  private isDefined: bool = false;
  private id: u32 = u32.MAX_VALUE;

  constructor(
    private readonly type: MetricTypeValues,
    private readonly name: string,
  ) {
    if (newestContext != 0) this.define();
  }

  /** The host's number for it; one that no metric has when the host can't define it. */
  get metric_id(): u32 {
    if (!this.isDefined) this.define();
    return this.id;
  }

  private define(): void {
    const defined = define_metric(this.type, this.name);
    logFailure("define_metric", defined.result);
    if (defined.result != WasmResultValues.Ok) return;
    this.id = defined.metric_id;
    this.isDefined = true;
  }
}

export class Gauge extends Metric {
  constructor(name: string) {
    super(MetricTypeValues.Gauge, name);
  }

  /** Adds `offset`, which may be negative. */
  increment(offset: i64): WasmResultValues {
    return incrementMetric(this.metric_id, offset);
  }

  /** Sets the metric whose number is given: `gauge.record(gauge.metric_id, value)`. */
  record(metric_id: u32, value: u64): WasmResultValues {
    return recordMetric(metric_id, value);
  }
}

export class Histogram extends Metric {
  constructor(name: string) {
    super(MetricTypeValues.Histogram, name);
  }

  /** Always `BadArgument`: a histogram only takes `record`. */
  increment(offset: i64): WasmResultValues {
    return incrementMetric(this.metric_id, offset);
  }

  /** Counts a value in the metric whose number is given: `histogram.record(histogram.metric_id, value)`. */
  record(metric_id: u32, value: u64): WasmResultValues {
    return recordMetric(metric_id, value);
  }
}

export class Counter extends Metric {
  constructor(name: string) {
    super(MetricTypeValues.Counter, name);
  }

  /** Adds `offset`, which is 1 or more. */
  increment(offset: u32): WasmResultValues {
    return incrementMetric(this.metric_id, offset);
  }
}

class MetricResult {
  metric_id: u32 = 0;

  constructor(public result: WasmResultValues) {
    if (result == WasmResultValues.Ok) this.metric_id = definedMetric();
  }
}

/** Defines a metric, or finds it again. Not at the top level of a source: Envoy refuses it there. */
export function define_metric(typ: MetricTypeValues, name: string): MetricResult {
  return new MetricResult(defineMetric(typ, name));
}

/** Adds `offset`: to a counter more than 0, to a gauge anything. */
export function increment_metric(metric_id: u32, offset: i64): WasmResultValues {
  return incrementMetric(metric_id, offset);
}

/** Sets a gauge, counts a value in a histogram, adds to a counter. */
export function record_metric(metric_id: u32, value: u64): WasmResultValues {
  return recordMetric(metric_id, value);
}

class MetricData {
  result: WasmResultValues = WasmResultValues.Ok;
  data: u64 = 0;
}

/** The value of a counter or gauge. */
export function get_metric(metric_id: u32): MetricData {
  const metric = new MetricData();
  store<u64>(RESULT_NUMBER, 0);
  metric.result = proxy_get_metric(metric_id, RESULT_NUMBER);
  if (metric.result == WasmResultValues.Ok) metric.data = load<u64>(RESULT_NUMBER);
  return metric;
}
