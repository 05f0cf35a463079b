import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { buffer } from "node:stream/consumers";
import { writeAtomically } from "../atomic-write.js";
import type { StepCommand } from "./steps.js";

/**
 * Runs a step's command and gives its exit code, 128 + number after a signal. All that it says goes to stderr, but what its step keeps
 * in a file, which is written only when it ended well. Secrets reach it by the environment alone.
 *
 * @param main the file of this command line
 */
export async function runStep({ program, args, stdout }: StepCommand, main: string): Promise<number> {
  const [file, ...before] = program === "sluice" ? [process.execPath, main] : [program];
  const child = spawn(file ?? program, [...before, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, forward);
  try {
    if (stdout === undefined) child.stdout.pipe(process.stderr, { end: false });
    const kept = stdout === undefined ? null : buffer(child.stdout);
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    const status = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
    if (stdout === undefined || kept === null) return status;
    if (status === 0) await writeAtomically(stdout, await kept);
    // With --json, what went wrong is told on stdout.
    else process.stderr.write(await kept);
    return status;
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}
