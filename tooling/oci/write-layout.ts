import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ToolError } from "../error.js";
import { replaceFolder } from "../replace-folder.js";
import { type Blob, writeIndex } from "./descriptor.js";
import { hexOf } from "./digest.js";
import type { Image } from "./image.js";

/** The file that marks an image layout, and what it holds. */
export const LAYOUT_FILE = "oci-layout";
export const LAYOUT_VERSION = "1.0.0";
const LAYOUT = JSON.stringify({ imageLayoutVersion: LAYOUT_VERSION });

/** What lies in a layout, of ours or of other tools: `ingest` is where containerd's and ORAS's put what they are writing. */
const MEMBERS: readonly string[] = [LAYOUT_FILE, "index.json", "blobs", "ingest"];

/**
 * Writes an image and what is attached to it as an OCI image layout. Nobody ever sees half of one: it is made beside its place and then
 * renamed. A layout that is there is replaced as a whole; any other folder with something in it is left alone.
 *
 * @throws ToolError `ERR_FILE_UNWRITABLE`, naming the folder.
 */
export async function writeLayout(folder: string, image: Image): Promise<void> {
  const path = resolve(folder);
  await refuseForeign(path, folder);
  await replaceFolder(folder, "the layout", (temporary) => fill(temporary, image));
}

const HINT = "choose another folder, or mend the permissions of the one it lies in";

async function refuseForeign(path: string, folder: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return;
    throw new ToolError("ERR_FILE_UNWRITABLE", `cannot write the layout ${folder}: it is not a folder`, {
      hint: HINT,
      cause,
    });
  }
  const isLayout = names.includes(LAYOUT_FILE) && names.every((name) => MEMBERS.includes(name));
  if (names.length === 0 || isLayout) return;
  throw new ToolError("ERR_FILE_UNWRITABLE", `${folder} holds something that is no image layout`, {
    hint: "choose a folder that is empty or not there yet",
  });
}

async function fill(folder: string, image: Image): Promise<void> {
  const artifacts = [image, ...image.referrers];
  const blobs = join(folder, "blobs", "sha256");
  await mkdir(blobs, { recursive: true });
  const write = ({ descriptor, bytes }: Blob): Promise<void> => writeFile(join(blobs, hexOf(descriptor.digest)), bytes);
  for (const { manifest, blobs: contents } of artifacts) {
    for (const blob of [manifest, ...contents]) await write(blob);
  }
  await writeFile(join(folder, "index.json"), writeIndex(artifacts.map(({ manifest }) => manifest.descriptor)));
  await writeFile(join(folder, LAYOUT_FILE), LAYOUT);
}
