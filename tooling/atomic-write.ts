import { randomUUID } from "node:crypto";
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ToolError } from "./error.js";

/**
 * Writes a file so that nobody ever sees half of it: into a temporary file beside it, then renamed. The folder is made
 * where it is missing; after a failure nothing new is left. A file that is replaced keeps its mode, a link goes on pointing at it;
 * what is no file, such as a pipe or `/dev/stdout`, is written to as it is.
 *
 * @throws ToolError `ERR_FILE_UNWRITABLE`, naming the file.
 * @example
 * await writeAtomically("build/hello.wasm", module);
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const folder = dirname(target);
  const temporary = join(folder, `.${basename(target)}.${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    const former = await stat(target).catch(() => null);
    if (former !== null && !former.isFile() && !former.isDirectory()) return await writeFile(target, content);
    const mode = former === null ? undefined : former.mode & 0o777;
    await writeFile(temporary, content, { flag: "wx", ...(mode === undefined ? {} : { mode }) });
    // The process's mask has taken from it.
    if (mode !== undefined) await chmod(temporary, mode);
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new ToolError("ERR_FILE_UNWRITABLE", `cannot write ${path}: ${reasonOf(cause)}`, {
      hint: "choose another output file, or mend the permissions of its folder",
      cause,
    });
  }
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
    case "EISDIR":
      return "it is a folder";
    case "ENOTDIR":
    case "EEXIST":
      return "a part of its path is a file";
    default:
      return String((cause as NodeJS.ErrnoException).code ?? "unknown reason");
  }
}
