import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";

/** By which a terminal, a supervisor or a CI runner ends a program. */
const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One of them. */
export type EndSignal = (typeof END_SIGNALS)[number];

/** Calls `listener` with each SIGINT, SIGTERM and SIGHUP, which end this process no longer; what is returned takes it away again. */
export function onEndSignal(listener: (signal: EndSignal) => void): () => void {
  for (const signal of END_SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of END_SIGNALS) process.off(signal, listener);
  };
}

/** What a shell says of a killed program: 128 + the signal's number. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** The exit code of a program that ended, by itself or by a signal. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? (signal === null ? 128 : signalExitCode(signal));
}

/** Sends a signal to a child that was spawned `detached`, and to all that it has started and left in its group. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // All of them have ended.
  }
}
