import { ToolError } from "./error.js";

/** Runs what judges the bytes of a file, and puts the file's name before what it refuses. */
export function namingFile<T>(path: string, judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new ToolError(error.code, `${path}: ${error.message}`, { ...hint, cause: error });
  }
}
