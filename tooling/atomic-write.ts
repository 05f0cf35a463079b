import { randomUUID } from "node:crypto";
import { chmod, mkdir, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ToolError } from "./error.js";

/** Characters of a file's name that its temporary one keeps: in UTF-8, no name of it is too long where the file's own is not. */
const NAME_KEPT = 50;

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
  const target = await realpath(path).catch(() => aim(path));
  const folder = dirname(target);
  const temporary = join(folder, `.${basename(target).slice(0, NAME_KEPT)}.${randomUUID()}`);
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
