import { type EndSignal, onEndSignal, signalExitCode } from "../signals.js";

/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP, so that the caller can end what it started. A second one does not wait:
 * the process exits with 128 + its number, as a shell expects of a killed program.
 */
export function untilSignal(): Promise<EndSignal> {
  return new Promise((resolve) => {
    let isEnding = false;
    onEndSignal((signal) => {
      if (isEnding) process.exit(signalExitCode(signal));
      isEnding = true;
      resolve(signal);
    });
  });
}
