import { LogLevel, Status } from "../shared/abi";
import { RESULT_NUMBER } from "../memory";
import { textSize, writeText } from "../text";
import { proxy_get_log_level, proxy_log } from "../imports";

/** Writes a line to the host's log. May be called at any time. */
export function log(level: LogLevel, message: string): Status {
  const start = writeText(message);
  return proxy_log(level, start, textSize());
}

/** The least level that the host writes down; `Trace`, so that nothing is held back, when it does not say. */
export function getLogLevel(): LogLevel {
  store<u32>(RESULT_NUMBER, LogLevel.Trace);
  proxy_get_log_level(RESULT_NUMBER);
  return load<u32>(RESULT_NUMBER);
}
