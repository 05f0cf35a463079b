import { LogLevel } from "../assembly/shared/abi";
import { getLogLevel, log as write } from "../assembly/hostcalls/log";

/**
 * Lines for Envoy's own log, where they stand with the plugin's name. Never log a secret or a token.
 *
 * @example
 * log.warn("no key for " + keyId);
 */
export namespace log {
  export function trace(message: string): void {
    write(LogLevel.Trace, message);
  }

  export function debug(message: string): void {
    write(LogLevel.Debug, message);
  }

  export function info(message: string): void {
    write(LogLevel.Info, message);
  }

  export function warn(message: string): void {
    write(LogLevel.Warn, message);
  }

  export function error(message: string): void {
    write(LogLevel.Error, message);
  }

  export function critical(message: string): void {
    write(LogLevel.Critical, message);
  }

  /** Whether Envoy writes lines of `level` down: ask before you build an expensive message. */
  export function isEnabled(level: LogLevel): bool {
    return level >= getLogLevel();
  }
}
