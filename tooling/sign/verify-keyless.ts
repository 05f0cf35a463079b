import { ToolError } from "../error.js";
import { type Digest, hexOf } from "../oci/digest.js";
import { getBlob } from "../oci/registry/blobs.js";
import { formatReference, type Reference } from "../oci/reference.js";
import { Repository, type RegistryAccess } from "../oci/registry/repository.js";
import { findBundles, type FoundBundle } from "./bundles.js";
import type { CertificateIdentity } from "./judge-bundle.js";
import { orFault } from "./or-fault.js";
import { refused } from "./refusal.js";
import { requireSubject } from "./subject.js";
import type { SigstoreTrust } from "./trusted-root.js";

/** A bundle has a few kilobytes; attestations can be larger, and are no signatures. */
const BUNDLE_BYTES_MAX = 1024 * 1024;
const REASONS_MAX = 3;

/** An image that someone has signed without a key of their own. */
export interface KeylessResult extends CertificateIdentity {
  /** The reference with the digest that was verified: this and nothing else is signed. */
  readonly reference: string;
  /** Of the image's manifest. */
  readonly digest: Digest;
  /** Its 64 hex digits: what belongs into the field `sha256` of a WasmPlugin. */
  readonly sha256: string;
}

/**
 * Verifies, without asking any service of Sigstore's, that someone has signed the image that a reference names now: one of the bundles
 * attached to it has a certificate of a trusted authority for exactly them, a log entry within the certificate's time, and this image's
 * digest as what is signed. A bundle names no repository: who signed vouches for the image wherever it lies.
 *
 * @param trust whom to believe, from `readTrustedRoot`
 * @throws ToolError `ERR_SIGNATURE_REFUSED` with the reasons; `ERR_REGISTRY_NOT_FOUND`, `ERR_REGISTRY_DENIED`, `ERR_REGISTRY`,
 *   `ERR_IMAGE_INVALID`; `ERR_USAGE` for a reference without a version; `ERR_FILE_UNREADABLE` and `ERR_JSON_SYNTAX` of Docker's configuration
 * @example
 * const trust = await readTrustedRoot("trusted_root.json");
 * const identity = "https://github.com/acme/hello/.github/workflows/release.yml@refs/tags/v1.0.0";
 * const issuer = "https://token.actions.githubusercontent.com";
 * const { sha256 } = await verifyKeyless(parseReference("registry.example.com/acme/hello:1.0.0"), { identity, issuer }, trust);
 */
export async function verifyKeyless(
  reference: Reference,
  wanted: CertificateIdentity,
  trust: SigstoreTrust,
  access: RegistryAccess = {},
): Promise<KeylessResult> {
  const { registry, repository: path } = reference;
  await using repository = new Repository({ ...access, registry, repository: path, actions: "pull" });
  const subject = await requireSubject(repository, reference);
  const { digest } = subject;
  const text = formatReference(reference);
  const { bundleJudge } = await import("./judge-bundle.js");
  const judge = bundleJudge(trust);
  const reasons = new Set<string>();
  const reasonAgainst = async (found: FoundBundle): Promise<string | null> => {
    if ("fault" in found) return found.fault;
    const { size } = found.layer;
    if (size > BUNDLE_BYTES_MAX) return `a bundle of ${size} bytes is too large for a signature`;
    const bundle = await orFault(getBlob(repository, found.layer, text, BUNDLE_BYTES_MAX));
    return bundle instanceof ToolError ? bundle.message : judge(bundle, subject, wanted);
  };
  for await (const found of findBundles(repository, digest)) {
    const reason = await reasonAgainst(found);
    if (reason === null) {
      const { identity, issuer } = wanted;
      return { reference: formatReference({ ...reference, digest }), digest, sha256: hexOf(digest), identity, issuer };
    }
    reasons.add(reason);
  }
  throw reasons.size === 0
    ? refused(text, `no Sigstore bundle is attached to ${digest}`, {
        hint: "sign it with `cosign sign --new-bundle-format`; if it was signed, the tag has been moved to another image since",
      })
    : refused(text, [...reasons].slice(0, REASONS_MAX).join("; "), {
        hint: "check the identity, the issuer and the trusted root; if they are right, do not use the image",
      });
}
