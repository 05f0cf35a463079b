import { type Command, Option } from "commander";
import { ToolError } from "../error.js";
import type { Reference } from "../oci/reference.js";
import type { RegistryAccess } from "../oci/registry/repository.js";
import { readInput } from "../read-input.js";
import type { KeylessResult } from "../sign/verify-keyless.js";
import type { VerifyResult } from "../sign/verify-image.js";
import { nonEmpty } from "./arguments.js";
import { givenAs } from "./environment.js";

/** What commander hands over of the options that say who must have signed an image. */
export interface SignerFlags {
  readonly verifyKey?: string;
  readonly signedFor?: string;
  readonly certificateIdentity?: string;
  readonly certificateOidcIssuer?: string;
  readonly trustedRoot?: string;
}

/** Verifies that an image is signed by whom the flags name. What it is pinned to is the digest in the answer. */
export type VerifySigned = (reference: Reference, access: RegistryAccess) => Promise<VerifyResult | KeylessResult>;

const WHERE_ROOTS_ARE = `
The trusted_root.json of the public Sigstore instance: \`cosign initialize\` fetches it, checked by TUF, to
~/.sigstore/root/tuf-repo-cdn.sigstore.dev/targets/trusted_root.json. Others publish their own. Fetch it again now and then: keys change.`;

/** Adds the options that say who must have signed an image: a key, or a person or a job that Sigstore knows. */
export function withSignerOptions(command: Command, key: Option): Command {
  /** A bundle names no repository, so `--signed-for` says nothing of one. */
  const keyless = (flags: string, description: string): Option => {
    return new Option(flags, description).argParser(nonEmpty).conflicts([key.attributeName(), "signedFor"]);
  };
  return command
    .optionsGroup("Signature, of a key; or keyless, offline, in a Sigstore bundle that is attached to the image:")
    .addOption(key)
    .option("--signed-for <repository>", "key: repository that it is for (default: the reference's)", nonEmpty)
    .addOption(
      keyless("--certificate-identity <id>", "keyless: e-mail address or URI of a CI job that must have signed"),
    )
    .addOption(keyless("--certificate-oidc-issuer <url>", "keyless: who vouched for it"))
    .addOption(keyless("--trusted-root <file>", "keyless: trusted_root.json of the Sigstore instance"))
    .optionsGroup("Options:")
    .addHelpText("after", WHERE_ROOTS_ARE);
}

/** The flag by which a signer is named; null where none is. */
export function signerFlag({ verifyKey, certificateIdentity, certificateOidcIssuer, trustedRoot }: SignerFlags) {
  if (verifyKey !== undefined) return "--verify-key";
  return (certificateIdentity ?? certificateOidcIssuer ?? trustedRoot) === undefined ? null : "--certificate-identity";
}

/**
 * Reads whom the flags name as the signer; null where they name nobody.
 *
 * @param command whose flags they are
 * @param keyFlag the flag that gave `verifyKey`
 * @throws ToolError `ERR_USAGE` where only some of the flags are there that need each other, and as `readInput`, `parsePublicKey` and
 *   `parseTrustedRoot`
 */
export async function readSigner(
  flags: SignerFlags,
  command: Command,
  keyFlag = "--verify-key",
): Promise<VerifySigned | null> {
  const { verifyKey, signedFor, certificateIdentity: identity, certificateOidcIssuer: issuer, trustedRoot } = flags;
  if (signerFlag(flags) === null) {
    if (signedFor === undefined) return null;
    throw new ToolError("ERR_USAGE", `${givenAs(command, "--signed-for")} is for ${keyFlag}`, {
      hint: `give the key with ${keyFlag}`,
    });
  }
  if (verifyKey !== undefined) {
    const { parsePublicKey } = await import("../sign/keys.js");
    const { verifyImage } = await import("../sign/verify-image.js");
    const key = parsePublicKey(await readInput(verifyKey, givenAs(command, keyFlag)), verifyKey);
    return (reference, access) => verifyImage(reference, key, { ...access, signedFor });
  }
  if (identity === undefined || issuer === undefined || trustedRoot === undefined) {
    throw new ToolError(
      "ERR_USAGE",
      "--certificate-identity, --certificate-oidc-issuer and --trusted-root need each other",
      { hint: `give those three together, or ${keyFlag} FILE` },
    );
  }
  const { parseTrustedRoot } = await import("../sign/trusted-root.js");
  const { verifyKeyless } = await import("../sign/verify-keyless.js");
  const trust = await parseTrustedRoot(await readInput(trustedRoot, givenAs(command, "--trusted-root")), trustedRoot);
  return (reference, access) => verifyKeyless(reference, { identity, issuer }, trust, access);
}
