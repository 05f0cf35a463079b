import { type Bundle, bundleFromJSON } from "@sigstore/bundle";
import { HashAlgorithm } from "@sigstore/protobuf-specs";
import { toSignedEntity, type TrustMaterial, VerificationError, Verifier } from "@sigstore/verify";
import { type Digest, hexOf } from "../oci/digest.js";
import { getBlob } from "../oci/pull.js";
import { formatReference, type Reference } from "../oci/reference.js";
import type { FetchedManifest } from "../oci/registry/manifests.js";
import { Registry, type RegistryAccess } from "../oci/registry/registry.js";
import { findBundles, type FoundBundle, orFault } from "./bundles.js";
import { refused } from "./refusal.js";
import { requireSubject } from "./subject.js";

/** A bundle has a few kilobytes; attestations can be larger, and are no signatures. */
const BUNDLE_BYTES_MAX = 1024 * 1024;
const IN_TOTO = "application/vnd.in-toto+json";
/** What cosign writes for "this image is signed", and not for what is said about it. */
const SIGNATURE_PREDICATE = "https://sigstore.dev/cosign/sign/v1";
const REASONS_MAX = 3;

/** Who must have signed, as Fulcio writes it into a certificate. Both are compared whole. */
export interface CertificateIdentity {
  /** The subject: an e-mail address, or the URI of a CI job's workflow. */
  readonly identity: string;
  /** The OIDC issuer that vouched for the subject: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
}

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
 *   `ERR_IMAGE_INVALID`
 */
export async function verifyKeyless(
  reference: Reference,
  wanted: CertificateIdentity,
  trust: TrustMaterial,
  access: RegistryAccess = {},
): Promise<KeylessResult> {
  const { registry: name, repository } = reference;
  await using registry = new Registry({ ...access, registry: name, repository, actions: "pull" });
  const subject = await requireSubject(registry, reference);
  const { digest } = subject;
  const text = formatReference(reference);
  const verifier = new Verifier(trust);
  const reasons = new Set<string>();
  const judge = async (found: FoundBundle): Promise<string | null> => {
    if ("fault" in found) return found.fault;
    const { size } = found.layer;
    if (size > BUNDLE_BYTES_MAX) return `a bundle of ${size} bytes is too large for a signature`;
    const bundle = await orFault(getBlob(registry, found.layer, text, BUNDLE_BYTES_MAX));
    return typeof bundle === "string" ? bundle : reasonAgainst(bundle, subject, verifier, wanted);
  };
  for await (const found of findBundles(registry, digest)) {
    const reason = await judge(found);
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

/** Why a bundle does not show that the wanted one has signed the image; null when it does. Its bytes are anybody's. */
function reasonAgainst(
  bytes: Buffer,
  subject: FetchedManifest,
  verifier: Verifier,
  wanted: CertificateIdentity,
): string | null {
  const bundle = parseBundle(bytes);
  if (bundle === null) return "what is attached to it is no Sigstore bundle";
  const reason = reasonAgainstContent(bundle, subject.digest);
  if (reason !== null) return reason;
  try {
    const { identity } = verifier.verify(toSignedEntity(bundle, subject.bytes));
    return reasonAgainstSigner(identity?.subjectAlternativeName, identity?.extensions?.issuer, wanted);
  } catch (error) {
    return explain(error);
  }
}

function parseBundle(bytes: Buffer): Bundle | null {
  try {
    return bundleFromJSON(JSON.parse(bytes.toString("utf8")));
  } catch {
    return null;
  }
}

/** A signature over bytes is verified with those of the manifest; its digest is looked at for the reason alone. */
function reasonAgainstContent({ content }: Bundle, digest: Digest): string | null {
  if (content.$case === "messageSignature") {
    const { algorithm, digest: signed } = content.messageSignature.messageDigest;
    if (algorithm === HashAlgorithm.SHA2_256 && signed.toString("hex") === hexOf(digest)) return null;
    return "its signature is for another image";
  }
  const { payload, payloadType } = content.dsseEnvelope;
  const { predicateType, subject } = payloadType === IN_TOTO ? parseStatement(payload) : {};
  if (predicateType !== SIGNATURE_PREDICATE) return "an attestation is attached to it, which is no signature";
  const subjects = Array.isArray(subject)
    ? (subject as ({ readonly digest?: { readonly sha256?: unknown } } | null)[])
    : [];
  if (subjects.some((one) => one?.digest?.sha256 === hexOf(digest))) return null;
  return "its signature is for another image";
}

function parseStatement(payload: Buffer): { readonly predicateType?: unknown; readonly subject?: unknown } {
  try {
    return (JSON.parse(payload.toString("utf8")) ?? {}) as object;
  } catch {
    return {};
  }
}

/** Compared here: the library's own policy takes the identity for a regular expression. */
function reasonAgainstSigner(
  identity: string | undefined,
  issuer: string | undefined,
  wanted: CertificateIdentity,
): string | null {
  if (identity !== wanted.identity) return `${identity ?? "nobody"} has signed it, and not ${wanted.identity}`;
  if (issuer !== wanted.issuer) return `${issuer ?? "no issuer"} vouched for ${identity}, and not ${wanted.issuer}`;
  return null;
}

const CHANGED = "a byte was changed in its signature or in what is signed";
const EXPLANATIONS = new Map([
  ["SIGNATURE_ERROR", CHANGED],
  ["TLOG_BODY_ERROR", CHANGED],
  ["CERTIFICATE_ERROR", "its certificate is none of the trusted root's, or was not valid when it was logged"],
  ["TIMESTAMP_ERROR", "nothing that is trusted says when it was signed"],
  ["PUBLIC_KEY_ERROR", "it was signed with a key, and has no certificate"],
]);

function explain(error: unknown): string {
  if (!(error instanceof VerificationError)) return "its bundle is damaged";
  return EXPLANATIONS.get(error.code) ?? "no log of the trusted root has taken its signature";
}
