import { LogLevel } from "../assembly/shared/abi";
import { getLogLevel, log as write } from "../assembly/hostcalls/log";

/**
 * Lines for Envoy's own log, where they stand with the plugin's name. May be called at any time, in top-level code too. Never log a secret
 * or a token. (ABI: `proxy_log`.)
 *
 * @example
 * log.warn("no key for " + keyId);
 */
export namespace log {
  /** A line at the level `trace`. */
  export function trace(message: string): void {
    write(LogLevel.Trace, message);
  }

  /** A line at the level `debug`. */
  export function debug(message: string): void {
    write(LogLevel.Debug, message);
  }

  /** A line at the level `info`. */
  export function info(message: string): void {
    write(LogLevel.Info, message);
  }

  /** A line at the level `warn`. */
  export function warn(message: string): void {
    write(LogLevel.Warn, message);
  }

  /** A line at the level `error`. */
  export function error(message: string): void {
    write(LogLevel.Error, message);
  }

  /** A line at the level `critical`. */
  export function critical(message: string): void {
    write(LogLevel.Critical, message);
  }

  /** Whether Envoy writes lines of `level` down: ask before you build an expensive message. */
  export function isEnabled(level: LogLevel): bool {
    return level >= getLogLevel();
  }
}
