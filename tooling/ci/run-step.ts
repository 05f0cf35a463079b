import { spawn } from "node:child_process";
import { writeAtomically } from "../atomic-write.js";
import { childEnd } from "../child-end.js";
import { type EndSignal, exitCodeOf, killGroup, onEndSignal, signalExitCode } from "../signals.js";
import type { StepCommand } from "./commands.js";

/** How long a step has to end after it was told to. */
const GRACE_MS = 5000;

/** How a step's command ended. */
export interface StepEnd {
  /** 128 + number after a signal; 0 where it lacks what it may lack. */
  readonly exitCode: number;
  /** What it says that it lacks. */
  readonly lacked: string | null;
}

/** How commands are run. */
export interface StepRunner {
  /** The file of this command line. */
  readonly main: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** What a command says with `--json` of why it failed. */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/**
 * Runs a step's command. All that it says goes to stderr, but what its step keeps
 * in a file, which is written only when it ended well. Secrets reach it by the environment alone. A SIGINT, SIGTERM or SIGHUP of ours ends
 * the step with all that it has started: at once where it is the second one, or the first had no effect for five seconds.
 */
export async function runStep(
  { program, args, stdout, mayLack }: StepCommand,
  { main, environment }: StepRunner,
): Promise<StepEnd> {
  const [file, ...before] = program === "sluice" ? [process.execPath, main] : [program];
  // A group of its own: a test is a shell, a runner and its workers, and a signal to the first of them alone leaves the others.
  const child = spawn(file ?? program, [...before, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
    env: environment,
  });
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
    const exitCode = received === null ? exitCodeOf(code, signal) : signalExitCode(received);
    const end = { exitCode, lacked: null };
    if (stdout === undefined || received !== null) return end;
    if (exitCode === 0) {
      await writeAtomically(stdout, Buffer.concat(kept));
      return end;
    }
    const text = Buffer.concat(kept).toString("utf8");
    const failure = readFailure(text);
    if (failure !== null && failure.code === mayLack) return { exitCode: 0, lacked: failure.message };
    process.stderr.write(failure === null ? text : explain(failure));
    return end;
  } finally {
    stopForwarding();
    clearTimeout(grace);
    // What outlived the step after a signal has had its time.
    if (received !== null) killGroup(child, "SIGKILL");
  }
}

/** Null where the text is none of ours. */
function readFailure(text: string): Failure | null {
  try {
    return (JSON.parse(text) as { readonly error?: Failure }).error ?? null;
  } catch {
    return null;
  }
}

/** With `--json` a command tells on stdout what went wrong: here it is for people. */
function explain({ message, hint }: Failure): string {
  return `error: ${message}\n${hint === null ? "" : `hint: ${hint}\n`}`;
}
