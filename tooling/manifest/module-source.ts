import { createHash } from "node:crypto";
import { basename } from "node:path";
import { judgeModule, readModuleFile, type ModuleFile as LoadableFile } from "../compile/load-module.js";
import { pluginName } from "../compile/root-id.js";
import { isReference } from "./is-reference.js";

/** A module that lies on this machine. */
export interface ModuleFile extends LoadableFile {
  readonly kind: "file";
  /** 64 lowercase hex digits. */
  readonly sha256: string;
}

/** A module that lies somewhere else and is not looked into. */
export interface ModuleReference {
  readonly kind: "reference";
  readonly url: string;
}

export type ModuleSource = ModuleFile | ModuleReference;

/**
 * Finds out what MODULE is: a URL as it stands, a file of this machine, or an image reference without its `oci://`.
 *
 * @param bytes of the module, where they have been fetched
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_MODULE_INVALID`, `ERR_MODULE_REFUSED` for a module that
 * no gateway could load; each names the file.
 */
export async function readModuleSource(text: string, bytes?: Uint8Array): Promise<ModuleSource> {
  if (bytes === undefined && isReference(text)) {
    return { kind: "reference", url: text.includes("://") ? text : `oci://${text}` };
  }
  const file = bytes === undefined ? await readModuleFile(text) : judgeModule(text, bytes);
  return { kind: "file", sha256: createHash("sha256").update(file.bytes).digest("hex"), ...file };
}

/** The name that a source suggests for a plugin: by its papers, or its last part without tag, digest and ending. */
export function suggestedName(source: ModuleSource, rootId?: string): string {
  if (source.kind === "file" && source.papers !== null) return pluginName(source.papers, rootId);
  const path = source.kind === "file" ? source.path : source.url.replace(/[@?#].*$/, "");
  return basename(path)
    .replace(/:.*$/, "")
    .replace(/\.wasm$/, "");
}
