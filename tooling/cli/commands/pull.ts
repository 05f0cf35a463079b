import { Command } from "commander";
import type { Reference } from "../../oci/reference.js";
import { nonEmpty } from "../arguments.js";
import { createOutput } from "../output.js";
import { reference, type RegistryFlags, toRegistryAccess, withRegistryOptions } from "../registry-arguments.js";

interface Flags extends RegistryFlags {
  readonly out: string;
}

/** `sluice pull REF -o OUT.wasm` */
export function pullCommand(): Command {
  const command = new Command("pull")
    .description("pull a module out of a registry")
    .argument("<reference>", "HOST[:PORT]/REPOSITORY:TAG or …@sha256:DIGEST", reference)
    .requiredOption("-o, --out <file>", "the module's file", nonEmpty);
  return withRegistryOptions(command).action(async (reference: Reference, flags: Flags, command: Command) => {
    const output = createOutput(command);
    const { pullModule } = await import("../../oci/pull.js");
    const { digestOf, hexOf } = await import("../../oci/digest.js");
    const { writeAtomically } = await import("../../atomic-write.js");
    const { module, digest, variant } = await pullModule(reference, toRegistryAccess(flags, output));
    await writeAtomically(flags.out, module);
    const report = {
      ...{ path: flags.out, sizeBytes: module.length, variant, digest, sha256: hexOf(digest) },
      moduleSha256: hexOf(digestOf(module)),
    };
    output.result(
      report,
      [
        `${report.path}  ${report.sizeBytes} bytes, from a ${variant} image`,
        `sha256         ${report.sha256}`,
        `module sha256  ${report.moduleSha256}`,
      ].join("\n"),
    );
  });
}
