import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { checkModule, refuseUnloadable } from "../check/check-module.js";
import { findPapers, type Papers } from "../compile/papers.js";
import { readModule, type WasmModule } from "../wasm/index.js";
import { ToolError } from "../error.js";
import { readInput } from "../read-input.js";

/** A module that lies on this machine. */
export interface ModuleFile {
  readonly kind: "file";
  readonly path: string;
  readonly bytes: Uint8Array;
  /** 64 lowercase hex digits. */
  readonly sha256: string;
  readonly module: WasmModule;
  /** null for a module of another toolchain. */
  readonly papers: Papers | null;
}

/** A module that lies somewhere else and is not looked into. */
export interface ModuleReference {
  readonly kind: "reference";
  readonly url: string;
}

export type ModuleSource = ModuleFile | ModuleReference;

/** `HOST/REPOSITORY…`, where HOST can't be taken for a folder's name: it has a dot or a port, or is `localhost`. */
const IMAGE_REFERENCE =
  /^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9.-]+(?=:\d))(?::\d+)?\/[a-z0-9][\w./-]*(?:[:@].+)?$/;

/**
 * Finds out what MODULE is: a URL as it stands, a file of this machine, or an image reference without its `oci://`.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_MODULE_INVALID`, `ERR_MODULE_REFUSED` for a module that
 * no gateway could load; each names the file.
 */
export async function readModuleSource(text: string): Promise<ModuleSource> {
  if (text.includes("://")) return { kind: "reference", url: text };
  if (!existsSync(text) && IMAGE_REFERENCE.test(text) && !/^\.|\.wasm$/.test(text)) {
    return { kind: "reference", url: `oci://${text}` };
  }
  const bytes = await readInput(text, "module");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const parsed = parse(text, bytes);
  refuseUnloadable(text, checkModule(bytes));
  return { kind: "file", path: text, bytes, sha256, ...parsed };
}

/** The name that a source suggests: that of its papers, or its last part without tag, digest and ending. */
export function suggestedName(source: ModuleSource): string {
  if (source.kind === "file" && source.papers !== null) return source.papers.name;
  const path = source.kind === "file" ? source.path : source.url.replace(/[@?#].*$/, "");
  return basename(path)
    .replace(/:.*$/, "")
    .replace(/\.wasm$/, "");
}

function parse(path: string, bytes: Uint8Array): Pick<ModuleFile, "module" | "papers"> {
  try {
    const module = readModule(bytes);
    return { module, papers: findPapers(module.customSections) };
  } catch (cause) {
    if (!(cause instanceof ToolError)) throw cause;
    throw new ToolError(cause.code, `${path}: ${cause.message}`, {
      ...(cause.hint === undefined ? {} : { hint: cause.hint }),
      cause,
    });
  }
}
