import { ToolError } from "../../error.js";
import { blobOf, type Descriptor, parseIndex, writeIndex } from "../descriptor.js";
import { type Digest, tagOf } from "../digest.js";
import type { Artifact } from "../image.js";
import { OCI } from "../media-types.js";
import { putManifest } from "./manifests.js";
import type { HttpResponse } from "./http.js";
import type { Repository } from "./repository.js";
import { addEntries, getEntries, type TaggedList } from "./tagged-list.js";

/** Registries give some hundreds a page. */
const PAGES_MAX = 20;

/**
 * Puts manifests that have a subject. Where the registry keeps no list of them itself, as the distribution specification's
 * referrers API does, they are listed under the tag `sha256-HEX` of the subject.
 */
export async function putReferrers(
  repository: Repository,
  subject: Digest,
  artifacts: readonly Artifact[],
): Promise<void> {
  const unlisted: Descriptor[] = [];
  for (const { manifest } of artifacts) {
    const response = await putManifest(repository, manifest.descriptor.digest, manifest);
    if (response.header("oci-subject") === undefined) unlisted.push(manifest.descriptor);
  }
  if (unlisted.length > 0) await addEntries(repository, listOf(repository, subject), unlisted);
}

/**
 * What has a manifest as its subject: by the referrers API, page by page, else by the tag.
 *
 * @throws ToolError `ERR_IMAGE_INVALID` when a list of them is none; `ERR_REGISTRY` when they have no end
 */
export async function getReferrers(repository: Repository, subject: Digest): Promise<Descriptor[]> {
  const headers = { accept: OCI.index };
  const found: Descriptor[] = [];
  let path: string | URL | null = `referrers/${subject}`;
  for (let page = 0; page < PAGES_MAX && path !== null; page++) {
    const response: HttpResponse = await repository.send({ method: "GET", path, headers });
    const isIndex = response.status === 200 && response.header("content-type")?.startsWith(OCI.index) === true;
    if (!isIndex && page === 0) return getEntries(repository, listOf(repository, subject));
    if (!isIndex) throw repository.unexpected(response, "breaks off in a list of referrers");
    found.push(...parseIndex(response.body, `the referrers of ${subject}`));
    path = repository.nextPage(response);
  }
  if (path === null) return found;
  throw new ToolError("ERR_REGISTRY", `${repository.name}: too much is attached to ${subject}`, {
    hint: `more than ${PAGES_MAX} pages of it: take away what nobody needs`,
  });
}

/** The list under the subject's tag. What is in it has been put before: whoever put it sends it again where the registry lost it. */
function listOf(repository: Repository, subject: Digest): TaggedList {
  const tag = tagOf(subject);
  return {
    tag,
    parse: ({ bytes }) => parseIndex(bytes, `the referrers of ${subject}`),
    keyOf: ({ digest }) => digest,
    put: (entries, padding) => {
      return putManifest(repository, tag, blobOf(Buffer.concat([writeIndex(entries), padding]), OCI.index));
    },
  };
}
