import { blobOf, type Descriptor, parseIndex, writeIndex } from "../descriptor.js";
import type { Digest } from "../digest.js";
import type { Artifact } from "../image.js";
import { OCI } from "../media-types.js";
import { putManifest } from "./manifests.js";
import type { Registry } from "./registry.js";
import { addEntries, getEntries, type TaggedList } from "./tagged-list.js";

/**
 * Puts manifests that have a subject. Where the registry keeps no list of them itself, as the distribution specification's
 * referrers API does, they are listed under the tag `sha256-HEX` of the subject.
 */
export async function putReferrers(registry: Registry, subject: Digest, artifacts: readonly Artifact[]): Promise<void> {
  const unlisted: Descriptor[] = [];
  for (const { manifest } of artifacts) {
    const response = await putManifest(registry, manifest.descriptor.digest, manifest);
    if (response.header("oci-subject") === undefined) unlisted.push(manifest.descriptor);
  }
  if (unlisted.length > 0) await addEntries(registry, listOf(registry, subject), unlisted);
}

/** What has a manifest as its subject: by the referrers API, else by the tag. */
export async function getReferrers(registry: Registry, subject: Digest): Promise<Descriptor[]> {
  const headers = { accept: OCI.index };
  const response = await registry.send({ method: "GET", path: `referrers/${subject}`, headers });
  const isIndex = response.status === 200 && response.header("content-type")?.startsWith(OCI.index) === true;
  const list = listOf(registry, subject);
  return isIndex ? parseIndex(response.body, `the referrers of ${subject}`) : getEntries(registry, list);
}

/** The list under the subject's tag. What is in it has been put before: whoever put it sends it again where the registry lost it. */
function listOf(registry: Registry, subject: Digest): TaggedList {
  const tag = subject.replace(":", "-");
  return {
    tag,
    parse: ({ bytes }) => parseIndex(bytes, `the referrers of ${subject}`),
    keyOf: ({ digest }) => digest,
    put: (entries, padding) => {
      return putManifest(registry, tag, blobOf(Buffer.concat([writeIndex(entries), padding]), OCI.index));
    },
  };
}
