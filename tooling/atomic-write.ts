import { rmSync } from "node:fs";
import { chmod, mkdir, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ToolError } from "./error.js";
import { cleanAtEnd, neighbourOf, removeAbandoned } from "./temporary-neighbour.js";

/**
 * Writes a file so that nobody ever sees half of it: into a temporary file beside it, then renamed. The folder is made
 * where it is missing; after a failure nothing new is left. A file that is replaced keeps its mode, a link goes on pointing at it;
 * what is no file, such as a pipe or `/dev/stdout`, is written to as it is. SIGINT, SIGTERM and SIGHUP leave nothing beside it; what a
 * SIGKILL has left there goes with a later call.
 *
 * @throws ToolError `ERR_FILE_UNWRITABLE`, naming the file.
 * @example
 * await writeAtomically("build/hello.wasm", module);
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  const target = await realpath(path).catch(() => aim(path));
  const folder = dirname(target);
  const temporary = neighbourOf(target);
  const stopCleaning = cleanAtEnd(() => rmSync(temporary, { force: true }));
  try {
    await mkdir(folder, { recursive: true });
    const former = await stat(target).catch(() => null);
    if (former !== null && !former.isFile() && !former.isDirectory()) return await writeFile(target, content);
    const mode = former === null ? undefined : former.mode & 0o777;
    await writeFile(temporary, content, { flag: "wx", ...(mode === undefined ? {} : { mode }) });
    // The process's mask has taken from it.
    if (mode !== undefined) await chmod(temporary, mode);
    await rename(temporary, target);
    await removeAbandoned(target, "file");
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new ToolError("ERR_FILE_UNWRITABLE", `cannot write ${path}: ${reasonOf(cause)}`, {
      hint: "choose another output file, or mend the permissions of its folder",
      cause,
    });
  } finally {
    stopCleaning();
  }
}

/** Where a link leads to nothing yet: what it names. */
async function aim(path: string): Promise<string> {
  const named = await readlink(path).catch(() => null);
  return named === null ? path : resolve(dirname(path), named);
}

function reasonOf(cause: unknown): string {
  switch ((cause as NodeJS.ErrnoException).code) {
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "no space left";
    case "ENAMETOOLONG":
      return "its name is too long";
    case "EISDIR":
      return "it is a folder";
    case "ENOTDIR":
    case "EEXIST":
      return "a part of its path is a file";
    default:
      return String((cause as NodeJS.ErrnoException).code ?? "unknown reason");
  }
}
