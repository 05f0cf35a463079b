import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { startWatchdog } from "../../../../tooling/envoy/watchdog.js";

export interface Command {
  readonly path: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Its private folder: where it runs, and what goes with it at the latest when this process dies. */
  readonly folder: string;
  /** Id of the user and the group that it runs as; default: those of this process. Only root may give it. */
  readonly userId?: number;
}

const KEPT_LINES = 400;
const LAST_LINES = 40;

/** A program and all that it starts, which end with this process however that ends. */
export class Supervised implements AsyncDisposable {
  /** The last lines that it and its children wrote. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #onLine: (line: string) => void = () => {};
  #hasEnded = false;

  constructor({ path, args = [], env = {}, folder, userId }: Command) {
    const watchdog = startWatchdog(folder);
    // Detached, it leads a group of its own, which a signal to the negative id reaches whole.
    this.#child = spawn(path, args, {
      ...{ cwd: folder, detached: true, stdio: ["pipe", "pipe", "pipe"] },
      env: { ...process.env, ...env },
      ...(userId === undefined ? {} : { uid: userId, gid: userId }),
    });
    if (this.#child.pid !== undefined) watchdog.watch(-this.#child.pid);
    this.#closed = once(this.#child, "close");
    const end = (): void => {
      this.#hasEnded = true;
      watchdog.dismiss();
    };
    this.#closed.then(end, end);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on("line", (line) => this.#keep(line));
    }
  }

  /**
   * What `read` makes of the first line of which it makes something. Asked for right after the start.
   *
   * @throws Error with its last lines when it ends before that.
   */
  line<T>(read: (line: string) => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#onLine = (line) => {
        const found = read(line);
        if (found !== null) resolve(found);
      };
      this.#closed.then(() => reject(this.#ended()), reject);
    });
  }

  /** @throws Error with its last lines when it has ended. */
  mustRun(): void {
    if (this.#hasEnded) throw this.#ended();
  }

  /** Ends all of it at once, and waits until its last process is gone: until then that has the pipes. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
    await this.#closed;
  }

  #ended(): Error {
    return new Error(`it ended:\n${this.lines.slice(-LAST_LINES).join("\n")}`);
  }

  #keep(line: string): void {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    this.#onLine(line);
  }
}
