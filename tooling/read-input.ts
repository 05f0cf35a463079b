import { readFile } from "node:fs/promises";
import { ToolError } from "./error.js";

/**
 * Reads a file that the user named.
 *
 * @param what the file's part in the command: `module`, `--config`
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, naming the file.
 * @example
 * const module = await readInput("build/hello.wasm", "module");
 */
export async function readInput(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      throw new ToolError("ERR_FILE_NOT_FOUND", `${what}: no file at ${path}`, { hint: "check the path", cause });
    }
    const reason =
      code === "EISDIR" ? "it is a folder" : code === "EACCES" ? "permission denied" : (code ?? "no reason given");
    throw new ToolError("ERR_FILE_UNREADABLE", `${what}: cannot read ${path}: ${reason}`, {
      hint: "name a file that you may read",
      cause,
    });
  }
}
