import { readFile, stat } from "node:fs/promises";
import { ToolError } from "./error.js";

/** No module, configuration or schema comes near it. */
const BYTES_MAX = 1024 ** 3;

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
    const { size, isEndless } = await stat(path).then((stats) => ({
      size: stats.size,
      isEndless: stats.isCharacterDevice() || stats.isBlockDevice(),
    }));
    if (isEndless || size > BYTES_MAX) {
      throw new ToolError(
        "ERR_FILE_UNREADABLE",
        `${what}: ${path} is ${isEndless ? "a device" : "larger than 1 GiB"}`,
        {
          hint: "name an ordinary file",
        },
      );
    }
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof ToolError) throw cause;
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
