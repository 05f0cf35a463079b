import { Command } from "commander";
import type { Reference } from "../../oci/reference.js";
import { nonEmpty } from "../arguments.js";
import { withEnvironment } from "../environment.js";
import { createOutput } from "../output.js";
import { reference, type RegistryFlags, toRegistryAccess, withRegistryOptions } from "../registry-arguments.js";
import { verifyKeyOption } from "../shared-options.js";
import { readSigner, type SignerFlags, withSignerOptions } from "../signer.js";

interface Flags extends SignerFlags, RegistryFlags {
  readonly out: string;
}

/** `sluice pull REF -o OUT.wasm` */
export function pullCommand(): Command {
  const command = new Command("pull")
    .description("pull a module out of a registry")
    .argument("<reference>", "HOST[:PORT]/REPOSITORY:TAG or …@sha256:DIGEST", reference)
    .requiredOption("-o, --out <file>", "the module's file", nonEmpty);
  withRegistryOptions(command);
  withSignerOptions(command, verifyKeyOption("ECDSA P-256 public key that must have signed the image"));
  return withEnvironment(command).action(async (reference: Reference, flags: Flags, command: Command) => {
    const output = createOutput(command);
    const { pullModule } = await import("../../oci/pull.js");
    const { digestOf, hexOf } = await import("../../oci/digest.js");
    const { writeAtomically } = await import("../../atomic-write.js");
    const access = toRegistryAccess(flags, output);
    const verify = await readSigner(flags, command);
    // What is pulled is what was verified, wherever the tag leads by then.
    const verified = verify === null ? null : await verify(reference, access);
    const pinned = verified === null ? reference : { ...reference, digest: verified.digest };
    const { module, digest, variant } = await pullModule(pinned, access);
    await writeAtomically(flags.out, module);
    const report = {
      path: flags.out,
      sizeBytes: module.length,
      variant,
      digest,
      sha256: hexOf(digest),
      moduleSha256: hexOf(digestOf(module)),
      isVerified: verified !== null,
    };
    output.result(
      report,
      [
        `${report.path}  ${report.sizeBytes} bytes, ${variant} image${report.isVerified ? ", signature verified" : ""}`,
        `sha256         ${report.sha256}`,
        `module sha256  ${report.moduleSha256}`,
      ].join("\n"),
    );
  });
}
