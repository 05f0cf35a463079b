import { ToolError } from "../../error.js";
import type { Blob } from "../descriptor.js";
import { type Digest, digestOf, isDigest } from "../digest.js";
import { DOCKER, OCI } from "../media-types.js";
import { formatReference, type Reference, requireVersion } from "../reference.js";
import { type HttpResponse, TemporaryFailure } from "./http.js";
import { errorCode, type Repository } from "./repository.js";

const ACCEPT = [OCI.manifest, DOCKER.manifest, OCI.index, DOCKER.list].join(", ");

/** A manifest as a registry gave it, held against its digest. */
export interface FetchedManifest {
  readonly bytes: Buffer;
  readonly digest: Digest;
  readonly mediaType: string;
}

/**
 * Gets the manifest of a tag or digest; null where there is none.
 *
 * @throws ToolError `ERR_IMAGE_INVALID` when it is not what its digest says, `ERR_REGISTRY`, `ERR_REGISTRY_DENIED`
 */
export async function getManifest(repository: Repository, version: string): Promise<FetchedManifest | null> {
  const response = await repository.send({ method: "GET", path: `manifests/${version}`, headers: { accept: ACCEPT } });
  if (response.status === 404) return null;
  if (response.status !== 200) throw repository.unexpected(response, "gave no manifest");
  const digest = digestOf(response.body);
  const said = response.header("docker-content-digest");
  const isWrong = (isDigest(version) && version !== digest) || (isDigest(said) && said !== digest);
  if (isWrong) {
    const name = `${repository.name}`;
    throw new ToolError("ERR_IMAGE_INVALID", `${name}: the manifest of ${version} is not what its digest says`, {
      hint: "the registry, or something on the way to it, changed the image: do not use it",
    });
  }
  const mediaType = (response.header("content-type") ?? "").replace(/;.*$/, "").trim();
  return { bytes: response.body, digest, mediaType };
}

/**
 * The manifest that a reference names.
 *
 * @throws ToolError `ERR_REGISTRY_NOT_FOUND`, and what `getManifest` throws
 */
export async function requireManifest(repository: Repository, reference: Reference): Promise<FetchedManifest> {
  const manifest = await getManifest(repository, requireVersion(reference));
  if (manifest !== null) return manifest;
  throw new ToolError("ERR_REGISTRY_NOT_FOUND", `there is no image ${formatReference(reference)}`, {
    hint: "check the repository and the tag",
  });
}

/** What a registry says of a manifest that names content which it has not. */
const CONTENT_LOST = new Set(["MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "DIGEST_INVALID"]);

/** A registry says that it has not the content of a manifest, though that was brought there. */
export class ContentLost extends TemporaryFailure {}

/**
 * Puts a manifest under a tag, or under its digest. Its content must be there.
 *
 * @throws ContentLost when the content must come again; ToolError `ERR_REGISTRY`, `ERR_REGISTRY_DENIED`
 */
export async function putManifest(repository: Repository, version: string, manifest: Blob): Promise<HttpResponse> {
  const { bytes, descriptor } = manifest;
  const headers = { "content-type": descriptor.mediaType };
  const response = await repository.send({ method: "PUT", path: `manifests/${version}`, headers, body: bytes });
  if (response.status !== 201) {
    const refusal = repository.unexpected(response, "did not take a manifest");
    throw CONTENT_LOST.has(errorCode(response) ?? "") ? new ContentLost(refusal.message, { cause: refusal }) : refusal;
  }
  const said = response.header("docker-content-digest");
  if (isDigest(said) && said !== descriptor.digest) throw repository.unexpected(response, "stored another manifest");
  return response;
}
