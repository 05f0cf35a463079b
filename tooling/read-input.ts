import { existsSync, type Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ToolError } from "./error.js";
import { hintAt } from "./nearest-path.js";

/** No module, configuration or schema comes near it. */
const BYTES_MAX = 1024 ** 3;

/**
 * Reads a file that the user named.
 *
 * @param what the file's part in the command: `module`, `--config`
 * @param bytesMax where it is given, only an ordinary file of at most so many bytes is read: neither a pipe, whose end nobody knows
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, naming the file.
 * @example
 * const module = await readInput("build/hello.wasm", "module");
 */
export async function readInput(path: string, what: string, bytesMax?: number): Promise<Buffer> {
  try {
    const fault = faultOf(await stat(path), bytesMax);
    if (fault !== null) {
      throw new ToolError("ERR_FILE_UNREADABLE", `${what}: ${path} is ${fault}`, { hint: "name an ordinary file" });
    }
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof ToolError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      throw new ToolError("ERR_FILE_NOT_FOUND", `${what}: no file at ${path}`, {
        hint: await hintAt(path, "check the path"),
        cause,
      });
    }
    const reason =
      code === "EISDIR" ? "it is a folder" : code === "EACCES" ? "permission denied" : (code ?? "no reason given");
    throw new ToolError("ERR_FILE_UNREADABLE", `${what}: cannot read ${path}: ${reason}`, {
      hint: existsSync(join(path, "index.ts"))
        ? `build it first: \`sluice build ${path}\`, and name the module`
        : "name a file that you may read",
      cause,
    });
  }
}

/** A folder is left to the read, which says so. */
function faultOf(stats: Stats, bytesMax: number | undefined): string | null {
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return "a device";
  if (bytesMax !== undefined && (stats.isFIFO() || stats.isSocket())) return "a pipe";
  if (bytesMax !== undefined && stats.size > bytesMax) return `larger than ${bytesMax} bytes`;
  return stats.size > BYTES_MAX ? "larger than 1 GiB" : null;
}
