import { randomUUID } from "node:crypto";
import { existsSync, renameSync, rmSync } from "node:fs";
import { mkdir, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ToolError } from "./error.js";
import { onEndSignal } from "./signals.js";

/** How often a place is cleared for a folder, where others put theirs there at the same time. */
const ROUNDS_MAX = 100;
/** Nobody fills a folder for so long: whoever began it was killed. */
const ABANDONED_MS = 60 * 60 * 1000;

/**
 * Puts a folder in the place of another so that nobody ever sees half of it: `fill` makes it beside its place, then it is renamed. What was
 * there is gone afterwards, and is back after a failure; where it can't be put back, the error says where it is. Of several that do so at
 * the same time each succeeds, and the last one's folder stays. SIGINT, SIGTERM and SIGHUP leave nothing beside it; what a SIGKILL
 * has left there goes with a later call.
 *
 * @throws ToolError `ERR_FILE_UNWRITABLE`, naming `what`
 * @example
 * await replaceFolder("chart", "the chart", (folder) => writeFile(join(folder, "Chart.yaml"), text));
 */
export async function replaceFolder(
  folder: string,
  what: string,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const path = await realpath(folder).catch(() => resolve(folder));
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  const former = `${temporary}.old`;
  const stopCleaning = onEndSignal((signal) => {
    rmSync(temporary, { recursive: true, force: true });
    if (existsSync(former) && !existsSync(path)) renameSync(former, path);
    rmSync(former, { recursive: true, force: true });
    stopCleaning();
    // Nobody else says what the signal does, so it does what it always does.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    await exchange(temporary, path, former);
    await rm(former, { recursive: true, force: true });
    await removeAbandoned(path);
  } catch (cause) {
    const isBack = await rename(former, path).then(
      () => true,
      (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT",
    );
    const reason = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
    const hint = reason === "EBUSY" ? MOUNT_HINT : isBack ? HINT : `what was there before is in ${former}`;
    throw new ToolError("ERR_FILE_UNWRITABLE", `cannot write ${what} ${folder}: ${reason}`, { hint, cause });
  } finally {
    await rm(temporary, { recursive: true, force: true });
    stopCleaning();
  }
}

const HINT = "choose another folder, or mend the permissions of the one it lies in";

const MOUNT_HINT = "it is a mount, which can't be replaced: choose a folder inside it";

/** Between the two renames somebody else's folder may come into the place: theirs was before, then. */
async function exchange(temporary: string, path: string, former: string): Promise<void> {
  for (let round = 1; ; round++) {
    try {
      // What this call took away before is no longer what was there.
      if (round > 1 && existsSync(path)) await rm(former, { recursive: true, force: true });
      await rename(path, former).catch(ignoreMissing);
      return await rename(temporary, path);
    } catch (error) {
      if (!isTaken(error) || round === ROUNDS_MAX) throw error;
    }
  }
}

/** What was begun for the same place so long ago that it can't be of anyone who still runs. */
async function removeAbandoned(path: string): Promise<void> {
  const parent = dirname(path);
  const begun = (await readdir(parent)).filter((name) => name.startsWith(`.${basename(path)}.`));
  for (const name of begun.filter((each) => BEGUN.test(each))) {
    const stats = await stat(join(parent, name)).catch(() => null);
    // The time at which it was last renamed or filled.
    if (stats === null || !stats.isDirectory() || Date.now() - stats.ctimeMs < ABANDONED_MS) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

/** The end of a name that this file gives: that of `randomUUID`. */
const BEGUN = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.old)?$/;

function isTaken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOTEMPTY" || code === "EEXIST";
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
