import { spawn } from "node:child_process";
import { writeAtomically } from "../atomic-write.js";
import { childEnd } from "../child-end.js";
import { type EndSignal, exitCodeOf, killGroup, onEndSignal, signalExitCode } from "../signals.js";
import type { StepCommand } from "./steps.js";

/** How long a step has to end after it was told to. */
const GRACE_MS = 5000;

/**
 * Runs a step's command and gives its exit code, 128 + number after a signal. All that it says goes to stderr, but what its step keeps
 * in a file, which is written only when it ended well. Secrets reach it by the environment alone. A SIGINT, SIGTERM or SIGHUP of ours ends
 * the step with all that it has started: at once where it is the second one, or the first had no effect for five seconds.
 *
 * @param main the file of this command line
 */
export async function runStep({ program, args, stdout }: StepCommand, main: string): Promise<number> {
  const [file, ...before] = program === "sluice" ? [process.execPath, main] : [program];
  // A group of its own: a test is a shell, a runner and its workers, and a signal to the first of them alone leaves the others.
  const child = spawn(file ?? program, [...before, ...args], { stdio: ["ignore", "pipe", "inherit"], detached: true });
  let received: EndSignal | null = null;
  let grace: NodeJS.Timeout | undefined;
  const stopForwarding = onEndSignal((signal) => {
    killGroup(child, received === null ? signal : "SIGKILL");
    received ??= signal;
    grace ??= setTimeout(() => killGroup(child, "SIGKILL"), GRACE_MS);
  });
  try {
    const kept: Buffer[] = [];
    if (stdout === undefined) child.stdout.pipe(process.stderr, { end: false });
    else child.stdout.on("data", (chunk: Buffer) => kept.push(chunk));
    const { code, signal } = await childEnd(child);
    if (received !== null) return signalExitCode(received);
    const status = exitCodeOf(code, signal);
    if (stdout === undefined) return status;
    if (status === 0) await writeAtomically(stdout, Buffer.concat(kept));
    else process.stderr.write(explain(Buffer.concat(kept).toString("utf8")));
    return status;
  } finally {
    stopForwarding();
    clearTimeout(grace);
    // What outlived the step after a signal has had its time.
    if (received !== null) killGroup(child, "SIGKILL");
  }
}

/** With `--json` a command tells on stdout what went wrong: here it is for people. */
function explain(text: string): string {
  try {
    const { error } = JSON.parse(text) as {
      readonly error: { readonly message: string; readonly hint: string | null };
    };
    return `error: ${error.message}\n${error.hint === null ? "" : `hint: ${error.hint}\n`}`;
  } catch {
    return text;
  }
}
