import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { hasRegistry } from "../../istio/image-reference.js";

/**
 * Whether what names a module is a URL or an image reference, and no file of this machine: one that is there is a file whatever it is
 * called, and one that is not yet there is by its ending. The same rule holds wherever a module is named.
 *
 * @param folder that relative paths start from; default the current one
 */
export function isReference(text: string, folder = ""): boolean {
  if (text.includes("://")) return true;
  return !existsSync(resolve(folder, text)) && hasRegistry(text) && !text.endsWith(".wasm");
}
