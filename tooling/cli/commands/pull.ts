import { Command } from "commander";
import type { Reference } from "../../oci/reference.js";
import type { RegistryAccess } from "../../oci/registry/registry.js";
import { nonEmpty } from "../arguments.js";
import { createOutput } from "../output.js";
import { reference, toRegistryAccess, withRegistryOptions } from "../registry-arguments.js";
import { signedForOption, verifyKeyOption } from "../shared-options.js";
import type { SignatureFlags } from "../verified-module.js";

interface Flags extends SignatureFlags {
  readonly out: string;
}

/** `sluice pull REF -o OUT.wasm` */
export function pullCommand(): Command {
  const command = new Command("pull")
    .description("pull a module out of a registry")
    .argument("<reference>", "HOST[:PORT]/REPOSITORY:TAG or …@sha256:DIGEST", reference)
    .requiredOption("-o, --out <file>", "the module's file", nonEmpty)
    .addOption(verifyKeyOption("ECDSA P-256 public key that must have signed the image"))
    .addOption(signedForOption());
  return withRegistryOptions(command).action(async (reference: Reference, flags: Flags, command: Command) => {
    const output = createOutput(command);
    const { pullModule } = await import("../../oci/pull.js");
    const { digestOf, hexOf } = await import("../../oci/digest.js");
    const { writeAtomically } = await import("../../atomic-write.js");
    const access = toRegistryAccess(flags, output);
    const verified = await verify(reference, flags, access);
    const { module, digest, variant } = await pullModule(verified ?? reference, access);
    await writeAtomically(flags.out, module);
    const report = {
      ...{ path: flags.out, sizeBytes: module.length, variant, digest, sha256: hexOf(digest) },
      ...{ moduleSha256: hexOf(digestOf(module)), isVerified: verified !== null },
    };
    output.result(
      report,
      [
        `${report.path}  ${report.sizeBytes} bytes, from a ${variant} image${report.isVerified ? ", signature verified" : ""}`,
        `sha256         ${report.sha256}`,
        `module sha256  ${report.moduleSha256}`,
      ].join("\n"),
    );
  });
}

/** What is pulled is what was verified, wherever the tag leads by then; null when nobody asked. */
async function verify(
  reference: Reference,
  { verifyKey, signedFor }: Flags,
  access: RegistryAccess,
): Promise<Reference | null> {
  if (verifyKey === undefined) return null;
  const { readPublicKey } = await import("../../sign/keys.js");
  const { verifyImage } = await import("../../sign/verify-image.js");
  const key = await readPublicKey(verifyKey, "--verify-key");
  const { digest } = await verifyImage(reference, key, { ...access, signedFor });
  return { ...reference, digest };
}
