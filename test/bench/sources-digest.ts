import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../tooling/package-root.js";

/** What decides over a figure: the guest's code, what builds and runs it, and what measures it. */
const FOLDERS = ["assembly", "sdk", "filters", "tooling", "test/bench"];
const FILES = /\.(?:ts|wasm|rs|go|wat)$/;

/** Of the sources that figures depend on: figures that were kept under another digest are of other code. */
export async function sourcesDigest(): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of FOLDERS) {
    const names = await readdir(join(packageRoot(), folder), { recursive: true });
    for (const name of names.filter((each) => FILES.test(each) && !/\.test\.ts$|node_modules/.test(each)).sort()) {
      hash.update(`${folder}/${name}\0`).update(await readFile(join(packageRoot(), folder, name)));
    }
  }
  return hash.digest("hex");
}
