const PREFIX = "gateway_";

/** What Prometheus knows a metric of the filter by, with the README's configuration. */
export function named(metric: string): string {
  return PREFIX + metric;
}
