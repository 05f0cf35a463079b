import { existsSync, type FSWatcher, statSync, watch } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ToolError } from "../error.js";

/** How long it must be quiet before a save counts as complete: editors write a file in several steps. */
const QUIET_MS = 50;

/**
 * Tells that something happened in the folders of some files: written in place, replaced by a rename, made, deleted. It watches folders
 * because a file's own watch is lost with the first rename, and says no more than that it is time to look.
 */
export class FolderWatch implements Disposable {
  private readonly watchers = new Map<string, { readonly watcher: FSWatcher; readonly inode: number }>();
  private events = 0;
  private wake: () => void = () => undefined;

  /**
   * Watches the folders of these files instead of those before; in place of a folder that is not there, the nearest over it.
   *
   * @param paths absolute
   * @throws ToolError `ERR_FILE_UNREADABLE` when the system watches no more.
   */
  setFiles(paths: readonly string[]): void {
    const folders = new Set(paths.map((path) => existingFolder(dirname(path))));
    for (const [folder, { watcher, inode }] of this.watchers) {
      if (folders.has(folder) && inodeOf(folder) === inode) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    for (const folder of folders) if (!this.watchers.has(folder)) this.watchFolder(folder);
  }

  /** How much has happened until now, for {@link after}. */
  get count(): number {
    return this.events;
  }

  /** Resolves once more has happened than `count` says, and it is quiet again, or at the signal. */
  async after(count: number, signal: AbortSignal): Promise<void> {
    const wake = new Promise<void>((resolve) => (this.wake = resolve));
    signal.addEventListener("abort", this.wake, { once: true });
    if (this.events === count && !signal.aborted) await wake;
    signal.removeEventListener("abort", this.wake);
    for (let seen = -1; seen !== this.events && !signal.aborted;) {
      seen = this.events;
      await delay(QUIET_MS);
    }
  }

  [Symbol.dispose](): void {
    for (const { watcher } of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private watchFolder(folder: string): void {
    const onEvent = (): void => {
      this.events++;
      this.wake();
    };
    try {
      const inode = inodeOf(folder);
      const watcher = watch(folder, onEvent).on("error", onEvent);
      this.watchers.set(folder, { watcher, inode });
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      // It went between the look and the watch: the next look finds the one over it.
      if (code === "ENOENT") return onEvent();
      throw new ToolError("ERR_FILE_UNREADABLE", `cannot watch ${folder}: ${code ?? "unknown reason"}`, {
        hint: "where the system's limit is reached, raise it: fs.inotify.max_user_watches and max_user_instances",
        cause,
      });
    }
  }
}

function existingFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder));
}

function inodeOf(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.ino ?? -1;
}
