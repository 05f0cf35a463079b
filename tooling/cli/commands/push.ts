import { Command } from "commander";
import type { Reference } from "../../oci/reference.js";
import { nonEmpty } from "../arguments.js";
import { withEnvironment } from "../environment.js";
import { createOutput } from "../output.js";
import { type PackageFlags, refusePackageOptions, toPackageOptions, withPackageOptions } from "../package-arguments.js";
import {
  byteCount,
  reference,
  type RegistryFlags,
  toRegistryAccess,
  withRegistryOptions,
} from "../registry-arguments.js";

interface Flags extends PackageFlags, RegistryFlags {
  readonly mountFrom?: string;
  readonly chunkSize?: number;
}

const LAYOUT = "file:";

/** `sluice push MODULE|file:LAYOUT REF` */
export function pushCommand(): Command {
  const command = new Command("push")
    .description("push a module, or an image layout, to a registry")
    .argument("<module>", "the compiled module, or file:FOLDER with what `sluice package` wrote", nonEmpty)
    .argument("<reference>", "HOST[:PORT]/REPOSITORY:TAG", reference)
    .option("--mount-from <repository>", "repository of the same registry that may have the content already", nonEmpty)
    .option("--chunk-size <bytes>", "larger blobs go in pieces of it (default: 8M)", byteCount);
  return withEnvironment(withPackageOptions(withRegistryOptions(command))).action(
    async (module: string, reference: Reference, flags: Flags, command: Command) => {
      const output = createOutput(command);
      const { pushImage } = await import("../../oci/push.js");
      const image = await readImage(module, flags, command);
      const { chunkSize: chunkBytes, mountFrom } = flags;
      const pushed = await pushImage(image, reference, { ...toRegistryAccess(flags, output), chunkBytes, mountFrom });
      if (pushed.replaced !== null) {
        output.note(`note: the tag ${reference.tag} was moved: until now it named ${pushed.replaced}`);
      }
      const { uploaded, existed, mounted } = pushed.blobs;
      output.result(
        pushed,
        [
          pushed.reference,
          `sha256  ${pushed.sha256}`,
          `url     ${pushed.url}`,
          `blobs   ${uploaded} uploaded, ${existed} there already, ${mounted} mounted`,
        ].join("\n"),
      );
    },
  );
}

async function readImage(module: string, flags: Flags, command: Command) {
  if (module.startsWith(LAYOUT)) {
    refusePackageOptions(command);
    const { readLayout } = await import("../../oci/read-layout.js");
    return readLayout(module.slice(LAYOUT.length));
  }
  const { packageModule } = await import("../../oci/package-module.js");
  return packageModule(module, toPackageOptions(flags));
}
