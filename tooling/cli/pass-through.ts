import { spawn } from "node:child_process";
import { ToolError } from "../error.js";
import { exitCodeOf, onEndSignal } from "../signals.js";

/**
 * Runs a program in our place: it has our streams, gets our signals, and its exit code (128 + number after a signal) is
 * what this resolves to.
 *
 * @throws ToolError `ERR_ENVOY_START` when the system cannot run it.
 */
export function passThrough(path: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: "inherit" });
    const stopForwarding = onEndSignal((signal) => void child.kill(signal));
    process.once("exit", () => child.kill("SIGKILL"));
    child.once("error", (cause) => {
      reject(new ToolError("ERR_ENVOY_START", `cannot run ${path}: ${cause.message}`, { cause }));
    });
    child.once("exit", (code, signal) => {
      stopForwarding();
      resolve(exitCodeOf(code, signal));
    });
  });
}
