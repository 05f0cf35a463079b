import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { type Digest, digestOf, hexOf } from "../oci/digest.js";
import { requireManifest } from "../oci/registry/manifests.js";
import { formatReference, type Reference } from "../oci/reference.js";
import { Repository, type RegistryAccess } from "../oci/registry/repository.js";
import { writePayload } from "./payload.js";
import { addSignature, getSignaturesLeft, signatureTag } from "./signatures.js";

/** What signing did. */
export interface SignResult {
  /** The reference with the digest that was signed. */
  readonly reference: string;
  /** Of the image's manifest: what the signature is about. */
  readonly digest: Digest;
  /** Its 64 hex digits: what belongs into the field `sha256` of a WasmPlugin. */
  readonly sha256: string;
  /** The tag under which the signature lies, as cosign looks for it. */
  readonly signatureTag: string;
  /** The key had signed it before: nothing was written. */
  readonly wasSigned: boolean;
}

/**
 * Signs the image that a reference names now, so that `cosign verify --key` accepts it. The signature lies beside the image; the image stays
 * as it is. Other signatures are kept.
 *
 * @param key an ECDSA P-256 private key
 * @throws ToolError `ERR_REGISTRY_NOT_FOUND`, `ERR_REGISTRY_DENIED`, `ERR_REGISTRY`, `ERR_IMAGE_INVALID`; `ERR_USAGE` for a reference
 *   without a version; `ERR_FILE_UNREADABLE` and `ERR_JSON_SYNTAX` of Docker's configuration
 */
export async function signImage(
  reference: Reference,
  key: KeyObject,
  access: RegistryAccess = {},
): Promise<SignResult> {
  const { registry, repository: path } = reference;
  await using repository = new Repository({ ...access, registry, repository: path, actions: "pull,push" });
  const { digest } = await requireManifest(repository, reference);
  const publicKey = createPublicKey(key);
  const { signatures, damaged } = await getSignaturesLeft(repository, digest);
  const lost = new Set(damaged.map(({ payload }) => payload));
  let payload = writePayload(reference, digest);
  // A registry does not write again what it believes to have, so that a payload that it lost needs another digest.
  while (lost.has(digestOf(payload))) payload = Buffer.concat([payload, Buffer.from("\n")]);
  const wasSigned = signatures.some((other) => {
    return other.payload.equals(payload) && verify("sha256", payload, publicKey, other.signature);
  });
  if (!wasSigned) await addSignature(repository, digest, { payload, signature: sign("sha256", payload, key) });
  const pinned = formatReference({ ...reference, digest });
  return { reference: pinned, digest, sha256: hexOf(digest), signatureTag: signatureTag(digest), wasSigned };
}
