import { type Descriptor, parseManifest } from "../oci/descriptor.js";
import type { Digest } from "../oci/digest.js";
import { getManifest } from "../oci/registry/manifests.js";
import { getReferrers } from "../oci/registry/referrers.js";
import type { Registry } from "../oci/registry/registry.js";

const MEDIA_TYPE = "application/vnd.dev.sigstore.bundle";
/** More than an image has attached to it, be it by anyone. */
const REFERRERS_MAX = 100;

/**
 * What is attached to an image as Sigstore bundles, by anybody: signatures, as cosign writes them in its new format, and attestations.
 *
 * @throws ToolError `ERR_IMAGE_INVALID` when a manifest is not what its digest says, `ERR_REGISTRY`, `ERR_REGISTRY_DENIED`
 */
export async function findBundles(registry: Registry, digest: Digest): Promise<Descriptor[]> {
  const bundles: Descriptor[] = [];
  for (const referrer of (await getReferrers(registry, digest)).slice(0, REFERRERS_MAX)) {
    const found = await getManifest(registry, referrer.digest);
    if (found === null) continue;
    const { layers } = parseManifest(found.bytes, `${registry.name}/${registry.repository}@${referrer.digest}`);
    bundles.push(...layers.filter(({ mediaType }) => mediaType.startsWith(MEDIA_TYPE)));
  }
  return bundles;
}
