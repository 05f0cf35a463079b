import type { TrustMaterial } from "@sigstore/verify";
import { ToolError } from "../error.js";
import { parseJson } from "../parse-json.js";
import { readInput } from "../read-input.js";

/** Whom a Sigstore instance trusts, as `readTrustedRoot` gives it: its certificate authorities, and the keys of its logs. */
export type SigstoreTrust = TrustMaterial;

/**
 * Reads whom a Sigstore instance trusts: its `trusted_root.json`, with the certificate authorities and the keys of the logs. That of the
 * public instance comes by `cosign initialize`, which checks it by TUF.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_JSON_SYNTAX`; `ERR_KEY_INVALID` for what is no trusted root
 */
export async function readTrustedRoot(file: string): Promise<SigstoreTrust> {
  return parseTrustedRoot(await readInput(file, "trusted root"), file);
}

/** Whom the instance trusts by what `readTrustedRoot` would read; throws as that. */
export async function parseTrustedRoot(bytes: Buffer, file: string): Promise<SigstoreTrust> {
  const json = parseJson(bytes.toString("utf8"), file);
  const { root, trust } = await parseRoot(json, file);
  if (trust.certificateAuthorities.length === 0 || trust.tlogs.length === 0) {
    throw invalid(file, "it names no certificate authority, or no transparency log");
  }
  // Sigstore's verifier takes a missing start for "always"; the format has no such thing.
  if (root.tlogs.every(({ publicKey }) => publicKey?.validFor?.start !== undefined)) return trust;
  throw invalid(file, "it does not say from when on the key of a log counts");
}

async function parseRoot(json: unknown, file: string) {
  // What verifies by a key, or not at all, does without Sigstore's packages.
  const [{ TrustedRoot }, { toTrustMaterial }] = await Promise.all([
    import("@sigstore/protobuf-specs"),
    import("@sigstore/verify"),
  ]);
  try {
    const root = TrustedRoot.fromJSON(json);
    return { root, trust: toTrustMaterial(root) };
  } catch (cause) {
    throw invalid(file, "a certificate or key in it is damaged", cause);
  }
}

function invalid(file: string, what: string, cause?: unknown): ToolError {
  return new ToolError("ERR_KEY_INVALID", `${file} is no trusted root of Sigstore's: ${what}`, {
    hint: "name the trusted_root.json of the Sigstore instance: `sluice verify --help` says where it comes from",
    cause,
  });
}
