import { existsSync } from "node:fs";
import { join } from "node:path";
import { ToolError } from "../error.js";

/** The names of the file that describes a chain, in either form. */
export const CONFIG_FILES = ["sluice.config.ts", "sluice.config.json"] as const;

/**
 * The configuration that lies in a folder, null where none does.
 *
 * @throws ToolError `ERR_USAGE` where there are two: neither could be said to go before the other.
 */
export function findConfig(folder = ""): string | null {
  const found = CONFIG_FILES.map((name) => join(folder, name)).filter((path) => existsSync(path));
  if (found.length <= 1) return found[0] ?? null;
  throw new ToolError("ERR_USAGE", `${found.join(" and ")} are both there, and each describes the chain`, {
    hint: "delete one of them, or name the one that counts",
  });
}
