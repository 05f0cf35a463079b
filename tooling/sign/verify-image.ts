import { type KeyObject, verify } from "node:crypto";
import { ToolError } from "../error.js";
import { quoteName } from "../quote-name.js";
import { type Digest, hexOf } from "../oci/digest.js";
import { formatReference, parseReference, type Reference, signedName } from "../oci/reference.js";
import { Repository, type RegistryAccess } from "../oci/registry/repository.js";
import { findBundles } from "./bundles.js";
import { type Claim, parsePayload } from "./payload.js";
import { refused } from "./refusal.js";
import { type FoundSignatures, getSignatures } from "./signatures.js";
import { requireSubject } from "./subject.js";

/** What `verifyImage` may be told. */
export interface VerifyOptions extends RegistryAccess {
  /** The repository that the signature must be for, as a reference names it. Default: that of the reference; another one for a mirror. */
  readonly signedFor?: string | undefined;
}

/** An image whose signature holds. */
export interface VerifyResult {
  /** The reference with the digest that was verified: this and nothing else is signed. */
  readonly reference: string;
  /** Of the image's manifest. */
  readonly digest: Digest;
  /** Its 64 hex digits: what belongs into the field `sha256` of a WasmPlugin. */
  readonly sha256: string;
  /** The repository that it was signed for. */
  readonly signedFor: string;
}

/**
 * Verifies that a key has signed the image that a reference names now, for its repository. Signatures may be ours or cosign's. Who goes on
 * with the image goes by the digest in the answer: a tag may move at any time.
 *
 * @param key an ECDSA P-256 public key
 * @throws ToolError `ERR_SIGNATURE_REFUSED` with the reason: no signature, another key's or a changed byte, another image's, another
 *   repository's, a tag that no longer names the digest beside it; `ERR_REGISTRY_NOT_FOUND`, `ERR_REGISTRY_DENIED`,
 *   `ERR_REGISTRY`, `ERR_IMAGE_INVALID`; `ERR_USAGE` for a reference without a version, and a `signedFor` that is none; `ERR_FILE_UNREADABLE`
 *   and `ERR_JSON_SYNTAX` of Docker's configuration
 */
export async function verifyImage(
  reference: Reference,
  key: KeyObject,
  options: VerifyOptions = {},
): Promise<VerifyResult> {
  const signedFor = signedName(options.signedFor === undefined ? reference : parseReference(options.signedFor));
  const { registry, repository: path } = reference;
  await using repository = new Repository({ ...options, registry, repository: path, actions: "pull" });
  const { digest } = await requireSubject(repository, reference);
  const found = await getSignatures(repository, digest);
  if (found.signatures.length + found.damaged.length === 0) await refuseBundle(repository, reference, digest);
  requireClaim(found, key, { repository: signedFor, digest }, formatReference(reference));
  return { reference: formatReference({ ...reference, digest }), digest, sha256: hexOf(digest), signedFor };
}

/** A signature that is there and is not read must not be told as none. */
async function refuseBundle(repository: Repository, reference: Reference, digest: Digest): Promise<void> {
  for await (const found of findBundles(repository, digest)) {
    if ("fault" in found) continue;
    throw refused(formatReference(reference), "its signature is a Sigstore bundle, which names no repository", {
      hint: "sign it with `sluice sign` or `cosign sign --new-bundle-format=false`; or verify it without a key, by the identity in its certificate",
    });
  }
}

/** Of what the key signed, the first reason tells most; what others signed says nothing. */
function requireClaim({ signatures, damaged }: FoundSignatures, key: KeyObject, wanted: Claim, name: string): void {
  const own = signatures.filter(({ payload, signature }) => verify("sha256", payload, key, signature));
  const [lost] = damaged;
  if (own.length === 0 && lost !== undefined) throw lost.error;
  if (signatures.length === 0) {
    throw refused(name, `nobody has signed ${wanted.digest}`, {
      hint: "sign it with `sluice sign`; if it was signed, the tag has been moved to another image since",
    });
  }
  if (own.length === 0) {
    const count = signatures.length === 1 ? "its signature is" : `none of its ${signatures.length} signatures is`;
    throw refused(
      name,
      `${count} ${signatures.length === 1 ? "not " : ""}of this key: another key signed it, or a byte was changed`,
      {
        hint: "check that the key is the signer's; if it is, do not use the image",
      },
    );
  }
  const reasons = own.map(({ payload }) => reasonAgainst(payload, wanted));
  if (reasons.includes(null)) return;
  const { message, hint } = reasons[0] ?? { message: "", hint: "do not use the image" };
  throw refused(name, message, { hint });
}

interface Reason {
  readonly message: string;
  readonly hint: string;
}

/** Why signed bytes are not about an image; null when they are. */
function reasonAgainst(payload: Buffer, wanted: Claim): Reason | null {
  let claim: Claim;
  try {
    claim = parsePayload(payload);
  } catch (error) {
    if (error instanceof ToolError) return { message: error.message, hint: "do not use the image: sign it again" };
    throw error;
  }
  if (claim.digest !== wanted.digest) {
    return {
      message: `its signature is for another image: ${quoteName(claim.digest)}`,
      hint: "do not use the image: someone put another's signature beside it",
    };
  }
  if (claim.repository === wanted.repository) return null;
  return {
    message: `its signature is for another repository: ${quoteName(claim.repository)}`,
    hint: `if this is a mirror of it, verify it as signed for ${quoteName(claim.repository)}; else do not use the image`,
  };
}
