import { type Bundle, bundleFromJSON } from "@sigstore/bundle";
import { HashAlgorithm } from "@sigstore/protobuf-specs";
import { toSignedEntity, type TrustMaterial, VerificationError, Verifier } from "@sigstore/verify";
import { type Digest, hexOf } from "../oci/digest.js";

const IN_TOTO = "application/vnd.in-toto+json";
/** What cosign writes for "this image is signed", and not for what is said about it. */
const SIGNATURE_PREDICATE = "https://sigstore.dev/cosign/sign/v1";

/** Who must have signed, as Fulcio writes it into a certificate. Both are compared whole. */
export interface CertificateIdentity {
  /** The subject: an e-mail address, or the URI of a CI job's workflow. */
  readonly identity: string;
  /** The OIDC issuer that vouched for the subject: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
}

/** What must be signed: an image's manifest. */
export interface BundleSubject {
  readonly bytes: Buffer;
  readonly digest: Digest;
}

/** Says why a bundle does not show that the wanted one has signed the subject; null when it does. Its bytes are anybody's. */
export type BundleJudge = (bundle: Buffer, subject: BundleSubject, wanted: CertificateIdentity) => string | null;

/** Judges bundles by whom `trust` trusts. This file alone needs Sigstore's verifier. */
export function bundleJudge(trust: TrustMaterial): BundleJudge {
  const verifier = new Verifier(trust);
  return (bytes, subject, wanted) => {
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
  };
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
