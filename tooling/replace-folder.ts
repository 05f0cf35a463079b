import { existsSync, renameSync, rmSync } from "node:fs";
import { mkdir, realpath, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { ToolError } from "./error.js";
import { cleanAtEnd, neighbourOf, removeAbandoned } from "./temporary-neighbour.js";

/** How often a place is cleared for a folder, where others put theirs there at the same time. */
const ROUNDS_MAX = 100;

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
  const temporary = neighbourOf(path);
  const former = `${temporary}.old`;
  const stopCleaning = cleanAtEnd(() => {
    rmSync(temporary, { recursive: true, force: true });
    if (existsSync(former) && !existsSync(path)) renameSync(former, path);
    rmSync(former, { recursive: true, force: true });
  });
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    await exchange(temporary, path, former);
    await rm(former, { recursive: true, force: true });
    await removeAbandoned(path, "folder");
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

function isTaken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOTEMPTY" || code === "EEXIST";
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
