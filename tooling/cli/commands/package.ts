import { Command } from "commander";
import { nonEmpty } from "../arguments.js";
import { withEnvironment } from "../environment.js";
import { createOutput } from "../output.js";
import { type PackageFlags, toPackageOptions, withPackageOptions } from "../package-arguments.js";

interface Flags extends PackageFlags {
  readonly out: string;
}

/** `sluice package MODULE -o LAYOUT_DIR` */
export function packageCommand(): Command {
  const command = new Command("package")
    .description("make an OCI image layout of a module, with its SBOM and provenance")
    .argument("<module>", "the compiled module", nonEmpty)
    .requiredOption("-o, --out <folder>", "the layout's folder; a layout that is there is replaced", nonEmpty);
  return withEnvironment(withPackageOptions(command)).action(async (module: string, flags: Flags, command: Command) => {
    const output = createOutput(command);
    const { packageModule } = await import("../../oci/package-module.js");
    const { writeLayout } = await import("../../oci/write-layout.js");
    const { hexOf } = await import("../../oci/digest.js");
    const image = await packageModule(module, toPackageOptions(flags));
    await writeLayout(flags.out, image);
    const { digest, mediaType } = image.manifest.descriptor;
    const referrers = image.referrers.map(({ manifest: { descriptor } }) => {
      return { digest: descriptor.digest, artifactType: descriptor.artifactType };
    });
    output.result(
      { path: flags.out, variant: flags.variant ?? "compat", digest, sha256: hexOf(digest), mediaType, referrers },
      [
        `${flags.out}  ${flags.variant ?? "compat"} image`,
        `sha256      ${hexOf(digest)}`,
        ...referrers.map((referrer) => `attached    ${referrer.artifactType} ${referrer.digest}`),
      ].join("\n"),
    );
  });
}
