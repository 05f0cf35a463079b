import { LogLevel, Status } from "../shared/abi";
import { getLogLevel, log as writeLine } from "../hostcalls/log";
import { LogLevelValues } from "./enums";

/** Writes a line to Envoy's log. May be called at any time, at the top level of a source too. */
export function log(level: LogLevelValues, logMessage: string): void {
  writeLine(level, logMessage);
}

/** The least level that Envoy writes down. */
export function logLevel(): LogLevelValues {
  return getLogLevel();
}

/** Logs what a host call was refused with, where a function of the old API has no way to say so. */
export function logFailure(what: string, status: Status): void {
  if (status != Status.Ok) writeLine(LogLevel.Error, what + " failed: " + (<i32>status).toString());
}
