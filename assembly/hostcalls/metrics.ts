import { MetricType, Status } from "../shared/abi";
import { RESULT_NUMBER } from "../memory";
import { textSize, writeText } from "../text";
import { proxy_define_metric, proxy_get_metric, proxy_increment_metric, proxy_record_metric } from "../imports";

/** Defines a metric, or finds it again; its id is then `definedMetric()`. Not from top-level code: Envoy refuses it there. */
export function defineMetric(type: MetricType, name: string): Status {
  const nameStart = writeText(name);
  store<u32>(RESULT_NUMBER, 0);
  return proxy_define_metric(type, nameStart, textSize(), RESULT_NUMBER);
}

/** The id that `defineMetric` got. */
// @ts-ignore: decorator
@inline
export function definedMetric(): u32 {
  return load<u32>(RESULT_NUMBER);
}

/** Adds `offset`: to a counter more than 0, to a gauge anything; a histogram answers `BadArgument`. */
export function incrementMetric(metric: u32, offset: i64): Status {
  return proxy_increment_metric(metric, offset);
}

/** Sets a gauge, observes a value of a histogram, adds to a counter. */
export function recordMetric(metric: u32, value: u64): Status {
  return proxy_record_metric(metric, value);
}

/** The value of a counter or gauge; 0 when the host has none to give. */
export function getMetric(metric: u32): u64 {
  store<u64>(RESULT_NUMBER, 0);
  proxy_get_metric(metric, RESULT_NUMBER);
  return load<u64>(RESULT_NUMBER);
}
