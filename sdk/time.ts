import { getCurrentTimeNanoseconds } from "../assembly/hostcalls/timer";

/** Nanoseconds since 1970-01-01T00:00:00Z by Envoy's wall clock. (ABI: `proxy_get_current_time_nanoseconds`; not in top-level code.) */
export function nowNanoseconds(): u64 {
  return getCurrentTimeNanoseconds();
}

/** Milliseconds since 1970-01-01T00:00:00Z by Envoy's wall clock, as `Date.now()` counts them. */
export function nowMilliseconds(): i64 {
  return <i64>(getCurrentTimeNanoseconds() / 1000000);
}

/** Seconds since 1970-01-01T00:00:00Z by Envoy's wall clock: RFC 7519's NumericDate. */
export function nowSeconds(): i64 {
  return <i64>(getCurrentTimeNanoseconds() / 1000000000);
}
