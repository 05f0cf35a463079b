import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/** Ends a process and removes its folder when this process dies, however it dies. */
export interface Watchdog {
  /** Names the process to end. Called right after it was spawned. */
  watch(pid: number): void;
  /** Tells that nothing is left to do. */
  dismiss(): void;
}

/**
 * Reads the id of the process, then waits for a second line. That line is the dismissal; the end of the pipe without it
 * means that its writer is gone.
 */
const SCRIPT = `
trap '' HUP INT TERM
if read -r pid; then
  read -r dismissal && exit 0
  kill -KILL "$pid"
fi
rm -rf -- "$1"
`;

/**
 * Starts a shell that outlives this process and holds the read end of a pipe. No handler can run in a process that gets
 * SIGKILL, but its end of the pipe is closed by the kernel. It starts before what it watches, so that there is no moment
 * at which an Envoy runs unwatched, and in a session of its own, so that Ctrl-C does not reach it.
 *
 * @param directory the private folder to remove; an absolute path
 */
export function startWatchdog(directory: string): Watchdog {
  const shell = spawn("/bin/sh", ["-c", SCRIPT, "sh", directory], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    cwd: "/",
  });
  const pipe = shell.stdin as unknown as Socket;
  // A machine without a shell still has the exit handler; a shell that was killed has nothing left to read.
  shell.on("error", () => pipe.destroy());
  pipe.on("error", () => pipe.destroy());
  shell.unref();
  pipe.unref();
  return {
    watch: (pid) => void pipe.write(`${pid}\n`),
    dismiss: () => void pipe.end("dismissed\n"),
  };
}
