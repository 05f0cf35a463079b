import { existsSync } from "node:fs";
import { ToolError } from "../error.js";
import { readInput } from "../read-input.js";
import { readModule } from "../wasm/index.js";
import { moduleFiles } from "./files.js";
import type { CiModule } from "./modules.js";

/** What helps where a pipeline ends at the last release, and not at what is to be shipped. */
export const WITHOUT_RELEASE =
  "give another --against or none, or leave out what compares with it: --skip size,bench,comment";

/**
 * The last release of a module, null where there is none yet. The size of a file that is no module would be compared with nothing.
 *
 * @throws ToolError `ERR_USAGE` where it is none
 */
export async function readReleased(module: CiModule): Promise<Buffer | null> {
  const { released } = moduleFiles(module);
  if (module.against === undefined || !existsSync(released)) return null;
  const bytes = await readInput(released, "--against");
  try {
    readModule(bytes);
  } catch (cause) {
    if (!(cause instanceof ToolError)) throw cause;
    throw new ToolError("ERR_USAGE", `--against: ${released} is no module to compare with: ${cause.message}`, {
      hint: WITHOUT_RELEASE,
      cause,
    });
  }
  return bytes;
}
