import { Command } from "commander";
import type { Reference } from "../../oci/reference.js";
import { nonEmpty } from "../arguments.js";
import { createOutput } from "../output.js";
import { reference, type RegistryFlags, toRegistryAccess, withRegistryOptions } from "../registry-arguments.js";

interface Flags extends RegistryFlags {
  readonly key: string;
  readonly signedFor?: string;
}

/** `sluice verify REF --key FILE` */
export function verifyCommand(): Command {
  const command = new Command("verify")
    .description("verify that a key has signed an image, with sluice or cosign")
    .argument("<reference>", "HOST[:PORT]/REPOSITORY:TAG or …@sha256:DIGEST", reference)
    .requiredOption("--key <file>", "ECDSA P-256 public key in PEM", nonEmpty)
    .option("--signed-for <repository>", "repository that the signature is for (default: the reference's)", nonEmpty);
  return withRegistryOptions(command).action(async (reference: Reference, flags: Flags, command: Command) => {
    const output = createOutput(command);
    const { readPublicKey } = await import("../../sign/keys.js");
    const { verifyImage } = await import("../../sign/verify-image.js");
    const access = { ...toRegistryAccess(flags, output), signedFor: flags.signedFor };
    const verified = await verifyImage(reference, await readPublicKey(flags.key), access);
    output.result(
      verified,
      [`${verified.reference}  signed for ${verified.signedFor}`, `sha256  ${verified.sha256}`].join("\n"),
    );
  });
}
