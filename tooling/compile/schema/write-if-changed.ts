import { readFile } from "node:fs/promises";
import { writeAtomically } from "../../atomic-write.js";

/**
 * Writes a file whose text would change, so that nothing that watches it wakes for nothing.
 *
 * @returns whether it was written
 * @throws ToolError ERR_FILE_UNWRITABLE
 */
export async function writeIfChanged(path: string, text: string): Promise<boolean> {
  const present = await readFile(path, "utf8").catch(() => null);
  if (present === text) return false;
  await writeAtomically(path, text);
  return true;
}
