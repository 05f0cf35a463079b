import { parseManifest } from "./descriptor.js";
import type { Digest } from "./digest.js";
import { type ImageModule, readImageModule } from "./image-module.js";
import { formatReference, type Reference } from "./reference.js";
import { getBlob } from "./registry/blobs.js";
import { requireManifest } from "./registry/manifests.js";
import { Repository, type RegistryAccess } from "./registry/repository.js";

/** A module out of a registry. */
export interface PulledModule extends ImageModule {
  /** Of the image's manifest. */
  readonly digest: Digest;
}

/**
 * Pulls a module out of an image of any form that Istio accepts. Every byte is held against its digest, every size against a limit.
 *
 * @throws ToolError `ERR_REGISTRY_NOT_FOUND`, `ERR_REGISTRY_DENIED`, `ERR_REGISTRY`; `ERR_IMAGE_INVALID` for what is not what its digest
 *   says, and for an image that Istio would not read either, with the reason; `ERR_USAGE` for a reference without a version.
 * @example
 * const { module } = await pullModule(parseReference("registry.example.com/acme/hello:1.0.0"));
 */
export async function pullModule(reference: Reference, options: RegistryAccess = {}): Promise<PulledModule> {
  const { registry, repository: path } = reference;
  await using repository = new Repository({ ...options, registry, repository: path, actions: "pull" });
  const found = await requireManifest(repository, reference);
  const text = formatReference(reference);
  const manifest = parseManifest(found.bytes, text, found.mediaType);
  const { module, variant } = await readImageModule(manifest, text, async (layer) => getBlob(repository, layer, text));
  return { module, digest: found.digest, variant };
}
