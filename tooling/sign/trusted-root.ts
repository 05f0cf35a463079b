import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toTrustMaterial, type TrustMaterial } from "@sigstore/verify";
import { ToolError } from "../error.js";
import { parseJson } from "../parse-json.js";
import { readInput } from "../read-input.js";

/**
 * Reads whom a Sigstore instance trusts: its `trusted_root.json`, with the certificate authorities and the keys of the logs.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_JSON_SYNTAX`; `ERR_KEY_INVALID` for what is no trusted root
 */
export async function readTrustedRoot(file: string): Promise<TrustMaterial> {
  const json = parseJson((await readInput(file, "--trusted-root")).toString("utf8"), file);
  try {
    const trust = toTrustMaterial(TrustedRoot.fromJSON(json));
    if (trust.certificateAuthorities.length > 0 && trust.tlogs.length > 0) return trust;
  } catch (cause) {
    throw invalid(file, "a certificate or key in it is damaged", cause);
  }
  throw invalid(file, "it names no certificate authority, or no transparency log");
}

function invalid(file: string, what: string, cause?: unknown): ToolError {
  return new ToolError("ERR_KEY_INVALID", `${file} is no trusted root of Sigstore's: ${what}`, {
    hint: "name the trusted_root.json of the Sigstore instance: `sluice verify --help` says where it comes from",
    cause,
  });
}
