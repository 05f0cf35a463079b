import { Command, Option } from "commander";
import { ToolError } from "../../error.js";
import type { Reference } from "../../oci/reference.js";
import { nonEmpty } from "../arguments.js";
import { withEnvironment } from "../environment.js";
import { createOutput } from "../output.js";
import { reference, type RegistryFlags, toRegistryAccess, withRegistryOptions } from "../registry-arguments.js";
import { readSigner, type SignerFlags, withSignerOptions } from "../signer.js";

interface Flags extends RegistryFlags, Omit<SignerFlags, "verifyKey"> {
  readonly key?: string;
}

/** `sluice verify REF --key FILE`, or `--certificate-identity ID --certificate-oidc-issuer URL --trusted-root FILE` */
export function verifyCommand(): Command {
  const command = new Command("verify")
    .description(
      "verify that a key has signed an image, with sluice or cosign; or, keyless with cosign, a person or a job",
    )
    .argument("<reference>", "HOST[:PORT]/REPOSITORY:TAG or …@sha256:DIGEST", reference);
  withRegistryOptions(command);
  withSignerOptions(command, new Option("--key <file>", "ECDSA P-256 public key in PEM").argParser(nonEmpty));
  return withEnvironment(command).action(async (reference: Reference, { key, ...flags }: Flags, command: Command) => {
    const output = createOutput(command);
    const verify = await readSigner({ ...flags, ...(key === undefined ? {} : { verifyKey: key }) }, command, "--key");
    if (verify === null) {
      throw new ToolError("ERR_USAGE", "neither --key nor --certificate-identity says who must have signed", {
        hint: "give --key FILE ($SLUICE_KEY), or --certificate-identity, --certificate-oidc-issuer and --trusted-root together",
      });
    }
    const verified = await verify(reference, toRegistryAccess(flags, output));
    const how =
      "signedFor" in verified
        ? `signed for ${verified.signedFor}`
        : `signed by ${verified.identity} of ${verified.issuer}`;
    output.result(verified, [`${verified.reference}  ${how}`, `sha256  ${verified.sha256}`].join("\n"));
  });
}
