import { createHash } from "node:crypto";

/** The SHA-256 of some content as OCI writes it: `sha256:` and 64 lowercase hex digits. No other algorithm is taken. */
export type Digest = `sha256:${string}`;

const FORM = /^sha256:[0-9a-f]{64}$/;

/** The digest of some bytes. */
export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Whether a text is a digest. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === "string" && FORM.test(text);
}

/** The 64 hex digits of a digest: what the `sha256` field of a WasmPlugin takes, and a blob's file name in a layout. */
export function hexOf(digest: Digest): string {
  return digest.slice("sha256:".length);
}

/** A digest as a tag, which has no colon: `sha256-HEX`. Lists about an image are kept under it. */
export function tagOf(digest: Digest): string {
  return digest.replace(":", "-");
}
