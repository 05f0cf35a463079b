import { type Command, Option } from "commander";
import { ToolError } from "../error.js";
import { CANARY_OPTIONS, FIELD_NAMES, isOfOnePlugin, type ManifestOption } from "../manifest/fields.js";
import type { ChainOptions, DescribedPlugin, Manifest } from "../manifest/index.js";
import { givenAs } from "./environment.js";
import { type ManifestFlags, toManifestOptions } from "./manifest-flags.js";
import { fileNames, flagOf } from "./option-names.js";
import type { Output } from "./output.js";
import { readVerification, verifyPlugin } from "./verified-module.js";

/**
 * Makes the chain of a file, with what flags and variables say in the place of what it says for all plugins.
 *
 * @throws ToolError `ERR_USAGE` where a flag is for one plugin, or no file is there; what is thrown on the way to a manifest
 */
export async function chainFromFlags(flags: ManifestFlags, command: Command, output: Output): Promise<Manifest> {
  const { CONFIG_FILES, createChain, findConfig, readChain } = await import("../manifest/index.js");
  refuseFlagsOfOne(command);
  const { file = findConfig() } = flags;
  if (file === null) {
    throw new ToolError("ERR_USAGE", `MODULE is missing, and there is no ${CONFIG_FILES.join(" or ")} here`, {
      hint: "give a module's file, its URL or its image reference, or a chain with --file",
    });
  }
  const { plugins: described, ...chain } = await readChain(file);
  const { kinds, ...options } = await toManifestOptions({ ...flags, kind: flags.kind ?? chain.kinds }, command);
  const given: ManifestOption[] = FIELD_NAMES.filter((field) => Object.hasOwn(options, field));
  if (flags.kind !== undefined) given.push("kinds");
  const namesOf = (plugin: DescribedPlugin) => fileNames(plugin, file, given, command);
  const verification = await readVerification(flags, command, output);
  const plugins: ChainOptions["plugins"][number][] = [];
  for (const [index, own] of described.entries()) {
    plugins.push(await verifyPlugin({ ...own, ...options }, namesOf({ index, own }), verification));
  }
  return createChain({ ...chain, kinds, plugins }, namesOf);
}

function refuseFlagsOfOne(command: Command): void {
  const options = [...FIELD_NAMES, ...CANARY_OPTIONS].filter((option) => option !== "module");
  const flag = [...options.filter(isOfOnePlugin).map(flagOf), "--signed-for"].find(
    (each) => command.getOptionValue(new Option(each).attributeName()) !== undefined,
  );
  if (flag === undefined) return;
  throw new ToolError("ERR_USAGE", `${givenAs(command, flag)} is for one plugin, and no MODULE is given`, {
    hint: "give a MODULE, or say it for a plugin of the file",
  });
}
