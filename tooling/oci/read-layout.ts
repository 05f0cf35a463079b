import { existsSync } from "node:fs";
import { join } from "node:path";
import { ToolError } from "../error.js";
import { readInput } from "../read-input.js";
import { type Blob, type Descriptor, parseIndex, parseManifest, parseObject } from "./descriptor.js";
import { digestOf, hexOf } from "./digest.js";
import type { Artifact, Image } from "./image.js";
import { LAYER_BYTES_MAX, MANIFEST_BYTES_MAX } from "./limits.js";
import { LAYOUT_FILE, LAYOUT_VERSION } from "./write-layout.js";

/**
 * Reads the one image of an OCI image layout, of any tool, and what is attached to it. Every byte is held against its digest.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND` for a folder that is no layout, `ERR_IMAGE_INVALID` for content that is missing or is
 *   not what its digest says, and for a layout with no image or several.
 */
export async function readLayout(folder: string): Promise<Image> {
  if (!existsSync(join(folder, LAYOUT_FILE))) {
    throw new ToolError("ERR_FILE_NOT_FOUND", `${folder} is no OCI image layout: it has no file ${LAYOUT_FILE}`, {
      hint: "name the folder that `sluice package -o` wrote",
    });
  }
  const [marker, index] = [join(folder, LAYOUT_FILE), join(folder, "index.json")];
  const { imageLayoutVersion } = parseObject(await readInput(marker, "layout", MANIFEST_BYTES_MAX), marker);
  if (imageLayoutVersion !== LAYOUT_VERSION) {
    throw new ToolError("ERR_IMAGE_INVALID", `${marker}: $.imageLayoutVersion is not ${LAYOUT_VERSION}`, {
      hint: "name a layout of that version of OCI's image specification, the only one that there is",
    });
  }
  const descriptors = parseIndex(await readInput(index, "layout", MANIFEST_BYTES_MAX), index);
  const { image, referrers } = await findImage(folder, descriptors);
  const read = readEachOnce(folder);
  const attached: Artifact[] = [];
  for (const referrer of referrers) attached.push(await readArtifact(referrer, read));
  return { ...(await readArtifact(image, read)), referrers: attached };
}

/** A manifest of the layout, and what it says. */
interface StoredManifest extends Blob {
  readonly said: ReturnType<typeof parseManifest>;
}

/** The one image, and what is attached to it. No layer is read for it: a layout may hold hundreds of images. */
async function findImage(
  folder: string,
  descriptors: readonly Descriptor[],
): Promise<{ readonly image: StoredManifest; readonly referrers: readonly StoredManifest[] }> {
  const named = new Map(descriptors.map((descriptor) => [descriptor.digest, descriptor]));
  const attached: StoredManifest[] = [];
  let image: StoredManifest | null = null;
  for (const descriptor of named.values()) {
    const bytes = await readBlob(folder, descriptor, MANIFEST_BYTES_MAX);
    const manifest = { descriptor, bytes, said: parseManifest(bytes, `${folder}: ${descriptor.digest}`) };
    if (manifest.said.subject !== undefined) attached.push(manifest);
    else if (image === null) image = manifest;
    else throw notOneImage(folder, "several images");
  }
  if (image === null) throw notOneImage(folder, "no image");
  const { digest } = image.descriptor;
  return { image, referrers: attached.filter(({ said }) => said.subject?.digest === digest) };
}

function notOneImage(folder: string, count: string): ToolError {
  return new ToolError("ERR_IMAGE_INVALID", `${folder} holds ${count}`, { hint: "name a layout with one image" });
}

type ReadContent = (content: Descriptor) => Promise<Blob>;

/** Contents by their descriptors; what several manifests name is read once. */
function readEachOnce(folder: string): ReadContent {
  const contents = new Map<string, Buffer>();
  return async (descriptor) => {
    const bytes = contents.get(descriptor.digest) ?? (await readBlob(folder, descriptor, LAYER_BYTES_MAX));
    contents.set(descriptor.digest, bytes);
    return { descriptor, bytes };
  };
}

async function readArtifact({ descriptor, bytes, said }: StoredManifest, read: ReadContent): Promise<Artifact> {
  const { config, layers, subject, artifactType, annotations } = said;
  const { mediaType, digest, size } = descriptor;
  const blobs: Blob[] = [];
  for (const content of new Map([config, ...layers].map((each) => [each.digest, each])).values()) {
    blobs.push(await read(content));
  }
  // What a list of referrers says of it; a layout's index says of it where it lies, such as its tag.
  const listed = {
    artifactType: artifactType ?? config.mediaType,
    ...(annotations === undefined ? {} : { annotations }),
  };
  return {
    manifest: { descriptor: { mediaType, digest, size, ...(subject === undefined ? {} : listed) }, bytes },
    blobs,
  };
}

async function readBlob(folder: string, { digest, size }: Descriptor, bytesMax: number): Promise<Buffer> {
  if (size > bytesMax) throw damaged(folder, digest, `is said to have ${size} bytes: too many`);
  const path = join(folder, "blobs", "sha256", hexOf(digest));
  const bytes = await readInput(path, "layout", bytesMax).catch((error: unknown) => {
    const isMissing = error instanceof ToolError && error.code === "ERR_FILE_NOT_FOUND";
    throw isMissing ? damaged(folder, digest, "is missing") : error;
  });
  if (bytes.length !== size) throw damaged(folder, digest, `has ${bytes.length} bytes instead of ${size}`);
  if (digestOf(bytes) !== digest) throw damaged(folder, digest, "is not what its digest says");
  return bytes;
}

function damaged(folder: string, digest: string, what: string): ToolError {
  return new ToolError("ERR_IMAGE_INVALID", `${folder}: ${digest} ${what}`, {
    hint: "the layout is damaged: package the module again, or copy the folder again",
  });
}
