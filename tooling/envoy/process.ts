import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { startWatchdog, type Watchdog } from "./watchdog.js";

export interface EnvoyProcessOptions {
  /** The executable. */
  readonly path: string;
  readonly args: readonly string[];
  /** Private folder of this Envoy: its working directory, removed at its end. */
  readonly directory: string;
  /** Called with every line on stderr: its bytes as latin1 text, without the line feed. */
  readonly onLine: (line: string) => void;
}

/** How an Envoy ended. */
export interface EnvoyExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A worker that hangs in a plugin's endless loop keeps Envoy from ending by itself. */
const TERMINATION_GRACE_MS = 3_000;

const running = new Set<EnvoyProcess>();
let hasExitHandler = false;

/** One Envoy, its private folder and its watchdog. The latter two go when it ends; it ends with this process at the latest. */
export class EnvoyProcess {
  /** Resolves, never rejects, when Envoy has ended and every line was handed out. */
  readonly exited: Promise<EnvoyExit>;
  /** Why Envoy could not be spawned, otherwise null. */
  spawnError: Error | null = null;
  private readonly child: ChildProcess;
  private readonly watchdog: Watchdog;
  private readonly directory: string;
  private isEnded = false;

  constructor({ path, args, directory, onLine }: EnvoyProcessOptions) {
    this.directory = directory;
    this.watchdog = startWatchdog(directory);
    this.child = spawn(path, args, { cwd: directory, detached: true, stdio: ["ignore", "ignore", "pipe"] });
    if (this.child.pid !== undefined) this.watchdog.watch(this.child.pid);
    this.exited = this.observe(onLine);
    running.add(this);
    killAllOnExit();
  }

  /** -1 when it could not be spawned. */
  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** Ends Envoy by SIGTERM, then by SIGKILL. May be called more than once. */
  async stop(): Promise<EnvoyExit> {
    const timer = setTimeout(() => this.kill("SIGKILL"), TERMINATION_GRACE_MS);
    this.kill("SIGTERM");
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** Ends Envoy at once; for the exit handler, in which nothing can be awaited. */
  killNow(): void {
    this.kill("SIGKILL");
    rmSync(this.directory, { recursive: true, force: true });
  }

  private kill(signal: NodeJS.Signals): void {
    if (!this.isEnded) this.child.kill(signal);
  }

  private observe(onLine: (line: string) => void): Promise<EnvoyExit> {
    const stderr = this.child.stderr;
    let rest = "";
    stderr?.setEncoding("latin1").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    });
    return new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.isEnded = true;
        running.delete(this);
        rmSync(this.directory, { recursive: true, force: true });
        // Not later: the id is free now, and the watchdog must not end another process that gets it.
        this.watchdog.dismiss();
        if (rest !== "") onLine(rest);
        resolve({ code, signal });
      };
      this.child.once("error", (error) => {
        this.spawnError = error;
        if (this.child.pid === undefined) end(null, null);
      });
      this.child.once("close", end);
    });
  }
}

function killAllOnExit(): void {
  if (hasExitHandler) return;
  hasExitHandler = true;
  process.once("exit", () => {
    for (const envoy of running) envoy.killNow();
  });
}
