import { existsSync } from "node:fs";
import { join } from "node:path";
import { ToolError } from "../error.js";
import { readInput } from "../read-input.js";
import { type Blob, type Descriptor, parseIndex, parseManifest, parseObject } from "./descriptor.js";
import { digestOf, hexOf } from "./digest.js";
import type { Artifact, Image } from "./image.js";
import { LAYER_BYTES_MAX, MANIFEST_BYTES_MAX } from "./limits.js";
import { LAYOUT_FILE } from "./write-layout.js";

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
  parseObject(await readInput(join(folder, LAYOUT_FILE), "layout"), join(folder, LAYOUT_FILE));
  const index = join(folder, "index.json");
  const descriptors = parseIndex(await readInput(index, "layout"), index);
  const artifacts = await Promise.all(descriptors.map((descriptor) => readArtifact(folder, descriptor)));
  const [image, second] = artifacts.filter(({ subject }) => subject === undefined);
  if (image === undefined || second !== undefined) {
    const count = image === undefined ? "no image" : "several images";
    throw new ToolError("ERR_IMAGE_INVALID", `${folder} holds ${count}`, { hint: "name a layout with one image" });
  }
  const subject = image.manifest.descriptor.digest;
  return { ...image, referrers: artifacts.filter((artifact) => artifact.subject?.digest === subject) };
}

async function readArtifact(
  folder: string,
  descriptor: Descriptor,
): Promise<Artifact & { readonly subject: Descriptor | undefined }> {
  const { mediaType, digest, size } = descriptor;
  const { bytes } = await readBlob(folder, descriptor, MANIFEST_BYTES_MAX);
  const { config, layers, subject, artifactType, annotations } = parseManifest(bytes, `${folder}: ${digest}`);
  const named = new Map([config, ...layers].map((content) => [content.digest, content]));
  const blobs = await Promise.all([...named.values()].map((content) => readBlob(folder, content, LAYER_BYTES_MAX)));
  // What a list of referrers says of it; a layout's index says of it where it lies, such as its tag.
  const said = {
    artifactType: artifactType ?? config.mediaType,
    ...(annotations === undefined ? {} : { annotations }),
  };
  return {
    manifest: { descriptor: { mediaType, digest, size, ...(subject === undefined ? {} : said) }, bytes },
    ...{ blobs, subject },
  };
}

async function readBlob(folder: string, descriptor: Descriptor, bytesMax: number): Promise<Blob> {
  const { digest, size } = descriptor;
  if (size > bytesMax) throw damaged(folder, digest, `is said to have ${size} bytes: too many`);
  const path = join(folder, "blobs", "sha256", hexOf(digest));
  const bytes = await readInput(path, "layout").catch((error: unknown) => {
    const isMissing = error instanceof ToolError && error.code === "ERR_FILE_NOT_FOUND";
    throw isMissing ? damaged(folder, digest, "is missing") : error;
  });
  if (bytes.length !== size) throw damaged(folder, digest, `has ${bytes.length} bytes instead of ${size}`);
  if (digestOf(bytes) !== digest) throw damaged(folder, digest, "is not what its digest says");
  return { descriptor, bytes };
}

function damaged(folder: string, digest: string, what: string): ToolError {
  return new ToolError("ERR_IMAGE_INVALID", `${folder}: ${digest} ${what}`, {
    hint: "the layout is damaged: package the module again, or copy the folder again",
  });
}
