import { ToolError } from "../error.js";
import { type Descriptor, parseManifest } from "../oci/descriptor.js";
import type { Digest } from "../oci/digest.js";
import { getManifest } from "../oci/registry/manifests.js";
import { getReferrers } from "../oci/registry/referrers.js";
import type { Repository } from "../oci/registry/repository.js";
import { orFault } from "./or-fault.js";

const MEDIA_TYPE = "application/vnd.dev.sigstore.bundle";
/** More than an image has attached to it, be it by anyone. */
const REFERRERS_MAX = 100;
/** Tools write one; whoever names thousands wants them to be fetched. */
const LAYERS_MAX = 4;

/** What is attached to an image as a Sigstore bundle, or why something that is attached can't be read. */
export type FoundBundle = { readonly layer: Descriptor } | { readonly fault: string };

/**
 * What is attached to an image as Sigstore bundles, by anybody: signatures, as cosign writes them in its new format, and attestations. They
 * are read one by one, those first that say of themselves what they are. One that is damaged hides no other.
 *
 * @throws ToolError `ERR_REGISTRY`, `ERR_REGISTRY_DENIED`; `ERR_IMAGE_INVALID` when the list of them is damaged
 */
export async function* findBundles(repository: Repository, digest: Digest): AsyncGenerator<FoundBundle, void> {
  const referrers = await getReferrers(repository, digest);
  const isBundle = ({ artifactType = "" }: Descriptor): boolean => artifactType.startsWith(MEDIA_TYPE);
  const ordered = [...referrers.filter(isBundle), ...referrers.filter((referrer) => !isBundle(referrer))];
  for (const referrer of ordered.slice(0, REFERRERS_MAX)) {
    const layers = await orFault(getLayers(repository, referrer));
    if (layers instanceof ToolError) {
      yield { fault: layers.message };
      continue;
    }
    const bundles = layers.filter(({ mediaType }) => mediaType.startsWith(MEDIA_TYPE));
    if (bundles.length <= LAYERS_MAX) yield* bundles.map((layer) => ({ layer }));
    else {
      yield { fault: `${referrer.digest} names ${bundles.length} bundles, and none of Sigstore's has more than one` };
    }
  }
}

async function getLayers(repository: Repository, { digest }: Descriptor): Promise<readonly Descriptor[]> {
  const found = await getManifest(repository, digest);
  if (found === null) return [];
  return parseManifest(found.bytes, `${repository.name}@${digest}`).layers;
}
