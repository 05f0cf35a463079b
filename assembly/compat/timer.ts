import { setTickPeriod } from "../dispatcher/postponed";
import { getCurrentTimeNanoseconds } from "../hostcalls/timer";
import { logFailure } from "./log";

/** Calls `onTick` of the running root context every `millisecond` milliseconds from now on; 0 ends it. */
export function set_tick_period_milliseconds(millisecond: u32): void {
  logFailure("set_tick_period_milliseconds", setTickPeriod(millisecond));
}

/** Nanoseconds since 1970-01-01T00:00:00Z by the host's wall clock. */
export function get_current_time_nanoseconds(): u64 {
  return getCurrentTimeNanoseconds();
}
