import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { startCli, type CliOptions } from "./run-cli.js";

/** Starts `sluice run` and waits for its one line. */
export async function startRun(args: readonly string[], options?: CliOptions) {
  const child = startCli(["run", ...args], options);
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = createInterface(child.stdout);
  const ended = once(child, "close").then(() => {
    throw new Error(`it ended before it was ready: ${stderr}`);
  });
  const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
  ended.catch(() => undefined);
  const [, url = "", adminUrl] = /^ready (\S+)(?: admin (\S+))?$/.exec(line) ?? [];
  return { child, url, adminUrl, line, stderr: () => stderr };
}

/** Sends a signal, and gives the exit code. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const closed = once(child, "close") as Promise<[number | null]>;
  child.kill(signal);
  return (await closed)[0];
}
