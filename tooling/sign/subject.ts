import { requireManifest } from "../oci/registry/manifests.js";
import { formatReference, type Reference } from "../oci/reference.js";
import type { FetchedManifest } from "../oci/registry/manifests.js";
import type { Repository } from "../oci/registry/repository.js";
import { refused } from "./refusal.js";

/**
 * The manifest that a signature must be about: what a reference names now. With a tag beside the digest, the tag must still name it.
 *
 * @throws ToolError `ERR_SIGNATURE_REFUSED` for a tag that was moved, and what `requireManifest` throws
 */
export async function requireSubject(repository: Repository, reference: Reference): Promise<FetchedManifest> {
  const subject = await requireManifest(repository, reference);
  if (reference.tag !== null && reference.digest !== null) await refuseMovedTag(repository, reference);
  return subject;
}

async function refuseMovedTag(repository: Repository, reference: Reference): Promise<void> {
  const { digest } = await requireManifest(repository, { ...reference, digest: null });
  if (digest === reference.digest) return;
  throw refused(formatReference(reference), `the tag ${reference.tag} was moved: it names ${digest} now`, {
    hint: "find out who moved it; the digest alone still names the image that was meant",
  });
}
