import { Command } from "commander";
import { ToolError } from "../../error.js";
import { readInput } from "../../read-input.js";
import type { ChainOptions, Manifest } from "../../manifest/index.js";
import { nonEmpty } from "../arguments.js";
import { givenAs, nameVariables, withEnvironment } from "../environment.js";
import { type ManifestFlags, toManifestOptions } from "../manifest-flags.js";
import { withManifestOptions } from "../manifest-options.js";
import { outputManifest, refuseOutputFlags } from "../manifest-output.js";
import { createOutput, type Output } from "../output.js";
import { type VerifiedModule, verifyPlugin } from "../verified-module.js";

/** `sluice manifest MODULE|OCI-REF --kind KIND…` */
export function manifestCommand(): Command {
  const command = new Command("manifest")
    .description("make the Kubernetes objects that run a plugin, or the files for a plain Envoy, as YAML documents")
    .argument("[module]", "the module's file, its URL, or its image reference; without it, see --file", nonEmpty);
  return withEnvironment(withManifestOptions(command)).action(
    async (module: string | undefined, flags: ManifestFlags, command: Command) => {
      const output = createOutput(command);
      refuseOutputFlags(flags);
      const manifest = await makeManifest(module, flags, command, output).catch((error: unknown) => {
        throw nameVariables(error, command);
      });
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
    return rollBack(rollback, (await readInput(rollback, "--rollback")).toString("utf8"));
  }
  if (module !== undefined && flags.file !== undefined) {
    throw new ToolError("ERR_USAGE", `${givenAs(command, "--file")} describes a chain, and MODULE is one plugin`, {
      hint: "give one of them",
    });
  }
  const made = module === undefined ? await chainOf(flags, command, output) : await pluginOf(module, flags, output);
  if (previous === undefined) return made;
  return rememberPrevious(made, previous, (await readInput(previous, "--previous")).toString("utf8"));
}

/** One plugin, or two revisions of it. */
async function pluginOf(module: string, flags: ManifestFlags, output: Output): Promise<Manifest> {
  const { createCanary, createManifest } = await import("../../manifest/index.js");
  const { canary, canarySelector } = flags;
  const options = await toManifestOptions(module, flags);
  if (canary === undefined && canarySelector === undefined) {
    return createManifest(await verifyPlugin(options, flags, output));
  }
  if (canary === undefined || canarySelector === undefined) {
    const [given, missing] =
      canary === undefined ? ["--canary-selector", "--canary"] : ["--canary", "--canary-selector"];
    throw new ToolError("ERR_USAGE", `${given} is there without ${missing}`, { hint: "give both of them" });
  }
  const stable = await verifyPlugin<VerifiedModule>({ module }, flags, output);
  const next = await verifyPlugin<VerifiedModule>({ module: canary }, flags, output, "--canary");
  const { url: _url, ...pinned } = stable;
  const { moduleBytes: canaryBytes, sha256: canarySha256 } = next;
  return createCanary({
    ...{ ...options, ...pinned, canary: next.module, canarySelector },
    ...(canaryBytes === undefined ? {} : { canaryBytes }),
    ...(canarySha256 === undefined ? {} : { canarySha256 }),
  });
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

/** The chain of a file, with what flags and variables say in the place of what it says, for all plugins or for one. */
async function chainOf(flags: ManifestFlags, command: Command, output: Output): Promise<Manifest> {
  const { CONFIG_FILES, createChain, findConfig, nameFields, readChain } = await import("../../manifest/index.js");
  const { file = findConfig(), name, config, rootId, url, sha256, priority, ...others } = flags;
  const { pluginName, signedFor, canary, canarySelector, ...common } = others;
  const ofOne = {
    "--name": name,
    "--config": config,
    "--root-id": rootId,
    "--url": url,
    "--sha256": sha256,
    "--priority": priority,
    "--plugin-name": pluginName,
    "--signed-for": signedFor,
    "--canary": canary ?? canarySelector,
  };
  for (const [flag, value] of Object.entries(ofOne)) {
    if (value === undefined) continue;
    throw new ToolError("ERR_USAGE", `${givenAs(command, flag)} is for one plugin, and no MODULE is given`, {
      hint: "give a MODULE, or say it for a plugin of the file",
    });
  }
  if (file === null) {
    throw new ToolError("ERR_USAGE", `MODULE is missing, and there is no ${CONFIG_FILES.join(" or ")} here`, {
      hint: "give a module's file, its URL or its image reference, or a chain with --file",
    });
  }
  const { plugins: described, ...chain } = await readChain(file);
  const {
    module: _module,
    kinds,
    ...options
  } = await toManifestOptions("", { ...common, kind: flags.kind ?? chain.kinds });
  const source = { file, flags: [...Object.keys(options), ...(flags.kind === undefined ? [] : ["kinds"])] };
  const plugins: ChainOptions["plugins"][number][] = [];
  for (const [index, own] of described.entries()) {
    const verified = await verifyPlugin({ ...own, ...options }, flags, output).catch((error: unknown) => {
      throw nameFields(error, { index, own }, source);
    });
    plugins.push(verified);
  }
  return createChain({ ...chain, kinds, plugins, source });
}
