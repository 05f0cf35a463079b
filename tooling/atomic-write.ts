import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ToolError } from "./error.js";

/**
 * Writes a file so that nobody ever sees half of it: into a temporary file beside it, then renamed. The folder is made
 * where it is missing; after a failure nothing new is left.
 *
 * @throws ToolError `ERR_FILE_UNWRITABLE`, naming the file.
 * @example
 * await writeAtomically("build/hello.wasm", module);
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, content, { flag: "wx" });
    await rename(temporary, path);
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
