import { Status } from "../shared/abi";
import { RESULT_NUMBER } from "../memory";
import { proxy_get_current_time_nanoseconds, proxy_set_tick_period_milliseconds } from "../imports";

/** Asks for a tick every `periodMs` milliseconds on this plugin; 0 ends them. */
export function setTickPeriod(periodMs: u32): Status {
  return proxy_set_tick_period_milliseconds(periodMs);
}

/** Nanoseconds since 1970-01-01T00:00:00Z by the host's wall clock. */
export function getCurrentTimeNanoseconds(): u64 {
  store<u64>(RESULT_NUMBER, 0);
  proxy_get_current_time_nanoseconds(RESULT_NUMBER);
  return load<u64>(RESULT_NUMBER);
}
