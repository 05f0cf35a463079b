import { randomUUID } from "node:crypto";
import { mkdir, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ToolError } from "./error.js";

/**
 * Puts a folder in the place of another so that nobody ever sees half of it: `fill` makes it beside its place, then it is renamed. What was
 * there is gone afterwards, and is back after a failure; where it can't be put back, the error says where it is.
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
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    await rename(path, former).catch(ignoreMissing);
    await rename(temporary, path);
    await rm(former, { recursive: true, force: true });
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
  }
}

const HINT = "choose another folder, or mend the permissions of the one it lies in";

const MOUNT_HINT = "it is a mount, which can't be replaced: choose a folder inside it";

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
