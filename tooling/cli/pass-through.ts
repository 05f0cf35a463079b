import { spawn } from "node:child_process";
import { constants } from "node:os";
import { ToolError } from "../error.js";

/**
 * Runs a program in our place: it has our streams, gets our signals, and its exit code (128 + number after a signal) is
 * what this resolves to.
 *
 * @throws ToolError `ERR_ENVOY_START` when the system cannot run it.
 */
export function passThrough(path: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: "inherit" });
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    for (const signal of signals) process.on(signal, forward);
    process.once("exit", () => child.kill("SIGKILL"));
    child.once("error", (cause) => {
      reject(new ToolError("ERR_ENVOY_START", `cannot run ${path}: ${cause.message}`, { cause }));
    });
    child.once("exit", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
