import { existsSync } from "node:fs";
import { ToolError } from "../error.js";
import { parseManifest } from "../oci/descriptor.js";
import { readImageModule } from "../oci/image-module.js";
import { readLayout } from "../oci/read-layout.js";
import { readInput } from "../read-input.js";
import type { CiModule } from "./modules.js";
import { moduleFiles } from "./files.js";

/**
 * Refuses an image that step package made of another module than the pipeline's now: what is pushed, signed and announced would be none
 * that it has checked. Without a layout there is nothing to refuse.
 *
 * @throws ToolError `ERR_USAGE`; what `readLayout` throws of a damaged one
 */
export async function refuseStaleLayout(module: CiModule): Promise<void> {
  const { layout, module: file } = moduleFiles(module);
  if (!existsSync(layout) || !existsSync(file)) return;
  const { manifest, blobs } = await readLayout(layout);
  const { module: packaged } = await readImageModule(parseManifest(manifest.bytes, layout), layout, ({ digest }) =>
    Promise.resolve(blobs.find(({ descriptor }) => descriptor.digest === digest)?.bytes ?? new Uint8Array()),
  );
  if ((await readInput(file, "module")).equals(packaged)) return;
  throw new ToolError("ERR_USAGE", `${layout} is an image of another module than ${file} is now`, {
    hint: "run step package again, then push and what comes after it",
  });
}
