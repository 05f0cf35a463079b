const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
type Signal = keyof typeof SIGNALS;

/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP, so that the caller can end what it started. A second one does not wait:
 * the process exits with 128 + its number, as a shell expects of a killed program.
 */
export function untilSignal(): Promise<Signal> {
  return new Promise((resolve) => {
    let isEnding = false;
    for (const signal of Object.keys(SIGNALS) as Signal[]) {
      process.on(signal, () => {
        if (isEnding) process.exit(128 + SIGNALS[signal]);
        isEnding = true;
        resolve(signal);
      });
    }
  });
}
