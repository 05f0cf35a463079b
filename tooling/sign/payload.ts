import { ToolError } from "../error.js";
import { type Digest, isDigest } from "../oci/digest.js";
import { parseReference, type Reference, signedName } from "../oci/reference.js";

const TYPE = "cosign container image signature";

/** What a signature says: this digest, in this repository. */
export interface Claim {
  /** `docker-reference`: the repository, in cosign's spelling. */
  readonly repository: string;
  /** `docker-manifest-digest` */
  readonly digest: Digest;
}

/**
 * The bytes that are signed for an image: those that cosign signs (container signatures of Red Hat's "simple signing").
 */
export function writePayload(reference: Reference, digest: Digest): Buffer {
  const identity = { "docker-reference": signedName(reference) };
  const critical = { identity, image: { "docker-manifest-digest": digest }, type: TYPE };
  return Buffer.from(JSON.stringify({ critical, optional: null }));
}

/**
 * Reads what signed bytes say.
 *
 * @throws ToolError `ERR_SIGNATURE_REFUSED` when they are no such payload
 */
export function parsePayload(bytes: Uint8Array): Claim {
  const critical = parseCritical(bytes);
  const { identity, image, type } = critical;
  const digest = image?.["docker-manifest-digest"];
  const repository = identity?.["docker-reference"];
  if (type !== TYPE || !isDigest(digest) || typeof repository !== "string") throw refused();
  return { repository: withoutVersion(repository), digest };
}

interface Critical {
  readonly type?: unknown;
  readonly identity?: { readonly "docker-reference"?: unknown };
  readonly image?: { readonly "docker-manifest-digest"?: unknown };
}

function parseCritical(bytes: Uint8Array): Critical {
  try {
    const { critical } = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as { critical?: unknown };
    if (typeof critical === "object" && critical !== null) return critical;
  } catch {
    // What is no JSON is no payload either.
  }
  throw refused();
}

/** cosign may be told to sign for a tag; what counts is the repository. */
function withoutVersion(repository: string): string {
  try {
    return signedName(parseReference(repository));
  } catch (error) {
    if (error instanceof ToolError) return repository;
    throw error;
  }
}

function refused(): ToolError {
  return new ToolError("ERR_SIGNATURE_REFUSED", "the signed bytes are no signature of an image", {
    hint: "sign the image with `sluice sign` or `cosign sign --key`",
  });
}
