import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { nearestName } from "./nearest-name.js";

/** The hint for a path at which nothing is: what lies in its folder and was most likely meant, else the mend that is given. */
export async function hintAt(path: string, mend: string): Promise<string> {
  const folder = dirname(path);
  const near = nearestName(basename(path), await readdir(folder).catch(() => []));
  return near === null ? mend : `did you mean ${join(folder, near)}?`;
}
