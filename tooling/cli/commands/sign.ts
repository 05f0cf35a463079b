import { Command } from "commander";
import { ToolError } from "../../error.js";
import type { Reference } from "../../oci/reference.js";
import { nonEmpty } from "../arguments.js";
import { givenAs, withEnvironment } from "../environment.js";
import { readInput } from "../../read-input.js";
import { createOutput } from "../output.js";
import { reference, type RegistryFlags, toRegistryAccess, withRegistryOptions } from "../registry-arguments.js";

interface Flags extends RegistryFlags {
  readonly key?: string;
}

/** `sluice sign REF --key FILE` */
export function signCommand(): Command {
  const command = new Command("sign")
    .description("sign an image in a registry, in cosign's format")
    .argument("<reference>", "HOST[:PORT]/REPOSITORY@sha256:DIGEST, or :TAG for what it names now", reference)
    .option("--key <file>", "ECDSA P-256 private key in PEM; $COSIGN_PASSWORD opens an encrypted one", nonEmpty);
  withEnvironment(withRegistryOptions(command));
  return command.action(async (reference: Reference, flags: Flags, command: Command) => {
    const output = createOutput(command);
    if (flags.key === undefined) {
      throw new ToolError("ERR_USAGE", "--key is missing: nothing says whose signature it is", {
        hint: "give the private key with --key FILE, or by $SLUICE_KEY",
      });
    }
    const { parsePrivateKey } = await import("../../sign/keys.js");
    const { signImage } = await import("../../sign/sign-image.js");
    const { askPassword } = await import("../ask-password.js");
    const file = await readInput(flags.key, givenAs(command, "--key"));
    const key = await parsePrivateKey(file, flags.key, askPassword);
    const signed = await signImage(reference, key, toRegistryAccess(flags, output));
    if (reference.digest === null) {
      output.note(`note: signed what the tag named now; name ${signed.digest} to be sure of the image`);
    }
    output.result(
      signed,
      [
        `${signed.reference}  ${signed.wasSigned ? "had this key's signature already" : "signed"}`,
        `sha256  ${signed.sha256}`,
      ].join("\n"),
    );
  });
}
