import { ToolError } from "../../error.js";
import { blobOf, type Descriptor, parseIndex, writeIndex } from "../descriptor.js";
import type { Digest } from "../digest.js";
import type { Artifact } from "../image.js";
import { OCI } from "../media-types.js";
import { getManifest, putManifest } from "./manifests.js";
import type { Registry } from "./registry.js";
import { isDamage } from "./retry.js";

/** How often the list is written again when someone else writes it at the same time. */
const ROUNDS_MAX = 10;

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
  if (unlisted.length > 0) await list(registry, subject, unlisted);
}

/** What has a manifest as its subject: by the referrers API, else by the tag. */
export async function getReferrers(registry: Registry, subject: Digest): Promise<Descriptor[]> {
  const headers = { accept: OCI.index };
  const response = await registry.send({ method: "GET", path: `referrers/${subject}`, headers });
  const isIndex = response.status === 200 && response.header("content-type")?.startsWith(OCI.index) === true;
  return isIndex ? parseIndex(response.body, `the referrers of ${subject}`) : getList(registry, subject);
}

async function getList(registry: Registry, subject: Digest): Promise<Descriptor[]> {
  const index = await getManifest(registry, fallbackTag(subject));
  return index === null ? [] : parseIndex(index.bytes, `the referrers of ${subject}`);
}

/**
 * A tag has no compare-and-set: the list is read again after it was written, and written again where an entry got lost. Of two that write different
 * entries at the same moment one can still lose its own; the specification knows of that, and pushing again mends it.
 *
 * @throws ToolError `ERR_REGISTRY` when the list never has them
 */
async function list(registry: Registry, subject: Digest, descriptors: readonly Descriptor[]): Promise<void> {
  let damages = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const present = await getList(registry, subject).catch((error: unknown) => {
      if (!isDamage(error)) throw error;
      damages++;
      return [];
    });
    const known = new Set(present.map(({ digest }) => digest));
    const missing = descriptors.filter(({ digest }) => !known.has(digest));
    if (missing.length === 0) return;
    // A registry does not write again what it believes to have: a list that it lost gets another digest, by white space.
    const bytes = Buffer.concat([writeIndex([...present, ...missing]), Buffer.alloc(damages, "\n")]);
    await putManifest(registry, fallbackTag(subject), blobOf(bytes, OCI.index));
  }
  throw new ToolError(
    "ERR_REGISTRY",
    `${registry.name}/${registry.repository}: the list of what is attached stays as it was`,
    {
      hint: "push again, when nobody else attaches something to the same image",
    },
  );
}

function fallbackTag(digest: Digest): string {
  return digest.replace(":", "-");
}
