import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { checkModule, refuseUnloadable } from "../check/check-module.js";
import { type Papers, readPapers } from "../compile/papers.js";
import { ToolError } from "../error.js";
import { readInput } from "../read-input.js";
import { namingFile } from "./naming-file.js";

/** What stands in a gateway's chain, and how it calls itself. */
export interface LoadedPlugin {
  readonly name: string;
  readonly rootId: string;
  readonly module: Uint8Array;
  /** Null for a module of another toolchain. */
  readonly papers: Papers | null;
}

export interface LoadPluginOptions {
  /** Path of a filter's folder, of its entry file, or of a compiled module. */
  readonly target: string;
  /** The plugin of the module that is meant; needed only where there are several. */
  readonly rootId?: string | undefined;
  readonly onProgress: (message: string) => void;
  /** Called with each line that the user should see. */
  readonly onNote: (message: string) => void;
}

/**
 * Loads what `run` is to run: compiles a filter, reads a module and checks it. A module that Envoy loads but `check` refuses
 * may run here, with a note: other toolchains name no maximum for its memory.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_COMPILE`, `ERR_MODULE_INVALID`, `ERR_MODULE_REFUSED`
 *   for what Envoy could not load, `ERR_USAGE` for a root id that the module has not, or that is missing.
 */
export async function loadPlugin({ target, rootId, onProgress, onNote }: LoadPluginOptions): Promise<LoadedPlugin> {
  const isFolder = await stat(target).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isFolder || target.endsWith(".ts")) {
    onProgress(`compiling ${target}`);
    const { compileFilter } = await import("../compile/compile.js");
    const { name, module, papers } = await compileFilter({ filter: target });
    return { name, module, papers, rootId: chooseRootId(target, papers, rootId) };
  }
  const module = await readInput(target, "module");
  const refusals = checkModule(module).filter(({ severity }) => severity === "error");
  refuseUnloadable(target, refusals);
  for (const { message } of refusals) onNote(`note: ${target} ${message}`);
  const papers = namingFile(target, () => readPapers(module));
  const name = papers?.name ?? basename(target, ".wasm");
  return { name, module, papers, rootId: chooseRootId(target, papers, rootId) };
}

function chooseRootId(target: string, papers: Papers | null, wanted: string | undefined): string {
  if (papers === null) return wanted ?? "";
  const { rootIds } = papers;
  const [first = "", ...others] = rootIds;
  if (wanted === undefined && others.length === 0) return first;
  if (wanted !== undefined && rootIds.includes(wanted)) return wanted;
  const message =
    wanted === undefined ? `${target} has several plugins` : `--root-id: ${target} has no plugin "${wanted}"`;
  throw new ToolError("ERR_USAGE", message, { hint: `name one with --root-id: ${rootIds.join(", ")}` });
}
