import { Command, Option } from "commander";
import { ToolError } from "../../error.js";
import type { Reference } from "../../oci/reference.js";
import { nonEmpty } from "../arguments.js";
import { createOutput, type Output } from "../output.js";
import { reference, type RegistryFlags, toRegistryAccess, withRegistryOptions } from "../registry-arguments.js";

interface Flags extends RegistryFlags {
  readonly key?: string;
  readonly signedFor?: string;
  readonly certificateIdentity?: string;
  readonly certificateOidcIssuer?: string;
  readonly trustedRoot?: string;
}

const WHERE_ROOTS_ARE = `
The trusted_root.json of the public Sigstore instance: \`cosign initialize\` fetches it, checked by TUF, to
~/.sigstore/root/tuf-repo-cdn.sigstore.dev/targets/trusted_root.json. Others publish their own. Fetch it again now and then: keys change.`;

/** `sluice verify REF --key FILE`, or `--certificate-identity ID --certificate-oidc-issuer URL --trusted-root FILE` */
export function verifyCommand(): Command {
  const command = new Command("verify")
    .description(
      "verify that a key has signed an image, with sluice or cosign; or, keyless with cosign, a person or a job",
    )
    .argument("<reference>", "HOST[:PORT]/REPOSITORY:TAG or …@sha256:DIGEST", reference)
    .option("--key <file>", "ECDSA P-256 public key in PEM", nonEmpty)
    .option("--signed-for <repository>", "repository that the signature is for (default: the reference's)", nonEmpty)
    .optionsGroup("keyless, offline, from a Sigstore bundle that is attached to the image; all three:")
    .addOption(keyless("--certificate-identity <id>", "e-mail address or URI of a CI job that must have signed"))
    .addOption(keyless("--certificate-oidc-issuer <url>", "who vouched for it"))
    .addOption(keyless("--trusted-root <file>", "trusted_root.json of the Sigstore instance"))
    .optionsGroup("Options:")
    .addHelpText("after", WHERE_ROOTS_ARE);
  return withRegistryOptions(command).action(async (reference: Reference, flags: Flags, command: Command) => {
    const output = createOutput(command);
    if (flags.key === undefined) return verifyByIdentity(reference, flags, output);
    await verifyByKey(reference, { ...flags, key: flags.key }, output);
  });
}

/** A bundle names no repository, so `--signed-for` says nothing of one. */
function keyless(flags: string, description: string): Option {
  return new Option(flags, description).argParser(nonEmpty).conflicts(["key", "signedFor"]);
}

async function verifyByKey(reference: Reference, flags: Flags & { readonly key: string }, output: Output) {
  const { readPublicKey } = await import("../../sign/keys.js");
  const { verifyImage } = await import("../../sign/verify-image.js");
  const access = { ...toRegistryAccess(flags, output), signedFor: flags.signedFor };
  const verified = await verifyImage(reference, await readPublicKey(flags.key), access);
  output.result(
    verified,
    [`${verified.reference}  signed for ${verified.signedFor}`, `sha256  ${verified.sha256}`].join("\n"),
  );
}

async function verifyByIdentity(reference: Reference, flags: Flags, output: Output): Promise<void> {
  const { certificateIdentity: identity, certificateOidcIssuer: issuer, trustedRoot } = flags;
  if (identity === undefined || issuer === undefined || trustedRoot === undefined) throw incomplete(flags);
  const { readTrustedRoot } = await import("../../sign/trusted-root.js");
  const { verifyKeyless } = await import("../../sign/keyless.js");
  const trust = await readTrustedRoot(trustedRoot);
  const verified = await verifyKeyless(reference, { identity, issuer }, trust, toRegistryAccess(flags, output));
  output.result(
    verified,
    [`${verified.reference}  signed by ${identity} of ${issuer}`, `sha256  ${verified.sha256}`].join("\n"),
  );
}

function incomplete(flags: Flags): ToolError {
  const isKeyless = flags.certificateIdentity ?? flags.certificateOidcIssuer ?? flags.trustedRoot;
  return new ToolError(
    "ERR_USAGE",
    isKeyless === undefined
      ? "neither --key nor --certificate-identity says who must have signed"
      : "--certificate-identity, --certificate-oidc-issuer and --trusted-root need each other",
    { hint: "give --key FILE, or those three together" },
  );
}
