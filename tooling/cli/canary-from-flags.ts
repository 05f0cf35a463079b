import type { Command } from "commander";
import { ToolError } from "../error.js";
import type { Manifest, ManifestOptions } from "../manifest/index.js";
import type { ManifestFlags } from "./manifest-flags.js";
import { flagNames } from "./option-names.js";
import type { Output } from "./output.js";
import { type PluginModule, readVerification, verifyPlugin } from "./verified-module.js";

/**
 * Makes two revisions of a plugin, each verified by itself.
 *
 * @throws ToolError `ERR_USAGE` where the canary has no selector, or the selector no canary; what is thrown on the way to a manifest
 */
export async function canaryFromFlags(
  options: ManifestOptions,
  flags: ManifestFlags,
  command: Command,
  output: Output,
): Promise<Manifest> {
  const { createCanary, namesOfCanary } = await import("../manifest/index.js");
  const { canary, canarySelector, canarySha256 } = flags;
  const names = flagNames(command);
  if (canary === undefined || canarySelector === undefined) {
    const missing = canary === undefined ? "canary" : "canarySelector";
    const given = (["canary", "canarySelector", "canarySha256"] as const).find((each) => flags[each] !== undefined);
    throw new ToolError("ERR_USAGE", `${names.subject(given ?? "canary")} is there without ${names.mention(missing)}`, {
      hint: "give both of them",
    });
  }
  const verification = await readVerification(flags, command, output);
  const { url: _url, ...stable } = await verifyPlugin<PluginModule>({ module: options.module }, names, verification);
  const pinned = { module: canary, ...(canarySha256 === undefined ? {} : { sha256: canarySha256 }) };
  const next = await verifyPlugin<PluginModule>(pinned, namesOfCanary(names), verification);
  return createCanary(
    {
      ...{ ...options, ...stable, canary: next.module, canarySelector },
      ...(next.moduleBytes === undefined ? {} : { canaryBytes: next.moduleBytes }),
      ...(next.sha256 === undefined ? {} : { canarySha256: next.sha256 }),
    },
    names,
  );
}
