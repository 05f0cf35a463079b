import { readFile } from "node:fs/promises";
import { writeAtomically } from "../../atomic-write.js";
import { ToolError } from "../../error.js";

/**
 * Writes a file whose text would change, so that nothing that watches it wakes for nothing.
 *
 * @param firstLine what a file that may be replaced begins with: any other was written by hand
 * @returns whether it was written
 * @throws ToolError ERR_FILE_UNWRITABLE
 */
export async function writeIfChanged(path: string, text: string, firstLine = ""): Promise<boolean> {
  const present = await readFile(path, "utf8").catch(() => "");
  if (present === text) return false;
  if (present !== "" && !present.startsWith(firstLine)) {
    throw new ToolError("ERR_FILE_UNWRITABLE", `${path} was not generated: the build does not replace it`, {
      hint: "rename it and what imports it, or remove config.schema.json: the build writes this file from it",
    });
  }
  await writeAtomically(path, text);
  return true;
}
