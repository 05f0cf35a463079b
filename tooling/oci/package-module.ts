import { basename } from "node:path";
import { readModuleFile } from "../compile/load-module.js";
import type { Origin } from "./annotations.js";
import { createImage, type Image } from "./image.js";
import type { ImageVariant } from "./variants.js";

/** What `packageModule` may be told. */
export interface PackageOptions extends Origin {
  /** Default `compat`, the one form that every proxy and every tool reads. */
  readonly variant?: ImageVariant | undefined;
  /** Who packages, for the provenance: a URI. Default: this tool. */
  readonly builderId?: string | undefined;
}

/**
 * Packages the file of a module as an image, with its bill of materials and its provenance. The same module gives the same digest.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_MODULE_INVALID`, `ERR_MODULE_REFUSED`, each naming the file;
 *   `ERR_USAGE` for an annotation that is none.
 * @example
 * const image = await packageModule("build/hello.wasm", { revision: "4f1c…" });
 */
export async function packageModule(path: string, options: PackageOptions = {}): Promise<Image> {
  const { bytes, module, papers } = await readModuleFile(path);
  const { variant = "compat", ...rest } = options;
  return createImage({ ...rest, bytes, module, papers, variant, name: basename(path, ".wasm") });
}
