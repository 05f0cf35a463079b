import { ToolError } from "../error.js";
import { type Digest, hexOf } from "./digest.js";
import type { Artifact, Image } from "./image.js";
import { formatReference, type Reference, requireVersion } from "./reference.js";
import { ContentLost, getManifest, putManifest } from "./registry/manifests.js";
import { putReferrers } from "./registry/referrers.js";
import { Repository, type RegistryAccess } from "./registry/repository.js";
import { isDamage } from "./registry/retry.js";
import { uploadAndPut } from "./registry/upload-and-put.js";
import type { UploadOptions, UploadOutcome } from "./registry/upload.js";

/** What `pushImage` may be told. */
export type PushOptions = RegistryAccess & UploadOptions;

/** What a push did. */
export interface PushResult {
  /** The reference with the digest that was pushed. */
  readonly reference: string;
  /** Of the image's manifest. */
  readonly digest: Digest;
  /** Its 64 hex digits: what belongs into the field `sha256` of a WasmPlugin. */
  readonly sha256: string;
  /** What belongs into the field `url` of a WasmPlugin. */
  readonly url: string;
  /** How many blobs came to the repository in which way. */
  readonly blobs: Readonly<Record<UploadOutcome, number>>;
  /** What the tag named before, where that is another image: whoever goes by the tag gets this one now. Null where it named none. */
  readonly replaced: Digest | null;
  /** Digests of what is attached to the image. */
  readonly referrers: readonly Digest[];
}

/**
 * Pushes an image and what is attached to it. The tag comes last: whoever sees it finds everything else there.
 *
 * @throws ToolError `ERR_USAGE` for a reference without a version or with the digest of another image; `ERR_REGISTRY`,
 *   `ERR_REGISTRY_DENIED`
 * @example
 * const image = await packageModule("build/hello.wasm");
 * const { sha256 } = await pushImage(image, parseReference("registry.example.com/acme/hello:1.0.0"));
 */
export async function pushImage(image: Image, reference: Reference, options: PushOptions = {}): Promise<PushResult> {
  const { digest } = image.manifest.descriptor;
  requireVersion(reference);
  if (reference.digest !== null && reference.digest !== digest) {
    throw new ToolError("ERR_USAGE", `${formatReference(reference)} names another image: this one is ${digest}`, {
      hint: "leave the digest out, or push the module that it is of",
    });
  }
  const { registry, repository: path } = reference;
  await using repository = new Repository({ ...options, registry, repository: path, actions: "pull,push" });
  const former = reference.tag === null ? null : await digestUnder(repository, reference.tag);
  const artifacts = [image, ...image.referrers];
  const blobs = new Map(artifacts.flatMap((artifact) => artifact.blobs).map((blob) => [blob.descriptor.digest, blob]));
  repository.onProgress(`pushing ${blobs.size} blobs to ${repository.name}`);
  const outcomes = await uploadAndPut(repository, [...blobs.values()], options, async () => {
    await putReferrers(repository, digest, image.referrers);
    await putManifest(repository, reference.tag ?? digest, image.manifest);
    if (repository.hasStumbled) await confirm(repository, artifacts);
  });

  const count = (outcome: UploadOutcome): number => outcomes.filter((each) => each === outcome).length;
  const pinned = formatReference({ ...reference, digest });
  return {
    reference: pinned,
    digest,
    sha256: hexOf(digest),
    url: `oci://${pinned}`,
    blobs: { uploaded: count("uploaded"), existed: count("existed"), mounted: count("mounted") },
    replaced: former === digest ? null : former,
    referrers: image.referrers.map(({ manifest }) => manifest.descriptor.digest),
  };
}

/** What a tag names; null where it names nothing, or what the registry has damaged: a push mends that. */
async function digestUnder(repository: Repository, tag: string): Promise<Digest | null> {
  try {
    return (await getManifest(repository, tag))?.digest ?? null;
  } catch (error) {
    if (isDamage(error) || (error instanceof ToolError && error.code === "ERR_IMAGE_INVALID")) return null;
    throw error;
  }
}

/** After a failure on the way: a registry that was killed while it wrote may have lost what it said it has. */
async function confirm(repository: Repository, artifacts: readonly Artifact[]): Promise<void> {
  for (const { manifest } of artifacts) {
    const { digest } = manifest.descriptor;
    const found = await getManifest(repository, digest).catch((error: unknown) => {
      if (isDamage(error)) return null;
      throw error;
    });
    if (found === null) throw new ContentLost(`${repository.name}: the registry lost ${digest}`);
  }
}
