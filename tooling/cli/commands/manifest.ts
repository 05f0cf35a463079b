import { Command } from "commander";
import { ToolError } from "../../error.js";
import { readInput } from "../../read-input.js";
import type { Manifest } from "../../manifest/index.js";
import { nonEmpty } from "../arguments.js";
import { canaryFromFlags } from "../canary-from-flags.js";
import { chainFromFlags } from "../chain-from-flags.js";
import { givenAs, withEnvironment } from "../environment.js";
import { type ManifestFlags, toManifestOptions } from "../manifest-flags.js";
import { withManifestOptions } from "../manifest-options.js";
import { outputManifest, refuseOutputFlags } from "../manifest-output.js";
import { flagNames } from "../option-names.js";
import { createOutput, type Output } from "../output.js";
import { readVerification, verifyPlugin } from "../verified-module.js";

/** `sluice manifest MODULE|OCI-REF --kind KIND…` */
export function manifestCommand(): Command {
  const command = new Command("manifest")
    .description("make the Kubernetes objects that run a plugin, or the files for a plain Envoy, as YAML documents")
    .argument("[module]", "the module's file, its URL, or its image reference; without it, see --file", nonEmpty);
  return withEnvironment(withManifestOptions(command)).action(
    async (module: string | undefined, flags: ManifestFlags, command: Command) => {
      const output = createOutput(command);
      refuseOutputFlags(flags);
      const manifest = await makeManifest(module, flags, command, output);
      for (const note of manifest.notes) output.note(`note: ${note}`);
      await outputManifest(manifest, flags, output);
    },
  );
}

async function makeManifest(
  module: string | undefined,
  flags: ManifestFlags,
  command: Command,
  output: Output,
): Promise<Manifest> {
  const { rememberPrevious, rollBack } = await import("../../manifest/index.js");
  const { rollback, previous } = flags;
  if (rollback !== undefined) {
    refuseBesideRollback(module, flags, command);
    return rollBack(rollback, (await readInput(rollback, givenAs(command, "--rollback"))).toString("utf8"));
  }
  if (module !== undefined && flags.file !== undefined) {
    throw new ToolError("ERR_USAGE", `${givenAs(command, "--file")} describes a chain, and MODULE is one plugin`, {
      hint: "give one of them",
    });
  }
  const made =
    module === undefined
      ? await chainFromFlags(flags, command, output)
      : await pluginFromFlags(module, flags, command, output);
  if (previous === undefined) return made;
  return rememberPrevious(made, previous, (await readInput(previous, givenAs(command, "--previous"))).toString("utf8"));
}

/** One plugin, or two revisions of it. */
async function pluginFromFlags(
  module: string,
  flags: ManifestFlags,
  command: Command,
  output: Output,
): Promise<Manifest> {
  const { createManifest } = await import("../../manifest/index.js");
  const options = { ...(await toManifestOptions(flags, command)), module };
  if ((flags.canary ?? flags.canarySelector ?? flags.canarySha256) !== undefined) {
    return canaryFromFlags(options, flags, command, output);
  }
  const names = flagNames(command);
  return createManifest(await verifyPlugin(options, names, await readVerification(flags, command, output)), names);
}

/** What variables say of other manifests is no mistake here. */
function refuseBesideRollback(module: string | undefined, flags: ManifestFlags, command: Command): void {
  const heeded = ["json", "rollback", "output", "out", "chartVersion", "force", "dryRun", "diff"];
  const [idle] = Object.keys(flags).filter(
    (key) => !heeded.includes(key) && command.getOptionValueSource(key) !== "env",
  );
  if (module === undefined && idle === undefined) return;
  const what = module === undefined ? `--${idle?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` : "MODULE";
  throw new ToolError("ERR_USAGE", `${what} means nothing to --rollback`, {
    hint: "take it out: the file says all that the objects were",
  });
}
