import type { Command } from "commander";
import type { ModuleOptions } from "../ci/modules.js";
import type { CiOptions } from "../ci/steps.js";
import { ToolError } from "../error.js";
import { givenAs } from "./environment.js";

/**
 * What `ci` ships: the module of the filter that is given, or those of the chain of a file.
 *
 * @throws ToolError `ERR_USAGE`, and as `readConfig` and `modulesOf`
 */
export async function modulesToShip(
  filter: string | undefined,
  flags: ModuleOptions & { readonly file?: string },
  command: Command,
): Promise<Pick<CiOptions, "modules" | "chain">> {
  const { moduleOf, modulesOf } = await import("../ci/modules.js");
  if (filter !== undefined && flags.file !== undefined) {
    throw new ToolError("ERR_USAGE", `${givenAs(command, "--file")} describes a chain, and FILTER is one filter`, {
      hint: "give one of them",
    });
  }
  if (filter !== undefined) return { modules: [moduleOf(filter, flags)], chain: null };
  const { CONFIG_FILES, findConfig, readConfig } = await import("../manifest/index.js");
  const file = flags.file ?? findConfig();
  if (file === null) {
    throw new ToolError("ERR_USAGE", `FILTER is missing, and there is no ${CONFIG_FILES.join(" or ")} here`, {
      hint: "give a filter's folder, or a chain with --file",
    });
  }
  const chain = await readConfig(file);
  return { modules: modulesOf(chain, file, flags), chain };
}
