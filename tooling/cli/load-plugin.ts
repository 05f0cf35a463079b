import { loadModule, type LoadedModule, type LoadModuleOptions } from "../compile/load-module.js";
import { chooseRootId, pluginName } from "../compile/root-id.js";

/** What stands in a gateway's chain, and how it calls itself. */
export interface LoadedPlugin extends Pick<LoadedModule, "name" | "module" | "papers"> {
  readonly rootId: string;
}

export interface LoadPluginOptions extends Pick<LoadModuleOptions, "onSources"> {
  /** Path of a filter's folder, of its entry file, or of a compiled module. */
  readonly target: string;
  /** The plugin of the module that is meant; needed only where there are several. */
  readonly rootId?: string | undefined;
  /** Called before what blocks the process. */
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
export async function loadPlugin({
  target,
  rootId,
  onProgress,
  onNote,
  ...options
}: LoadPluginOptions): Promise<LoadedPlugin> {
  const onCompile = (): void => onProgress(`compiling ${target}`);
  const { name, module, papers, notes } = await loadModule(target, { onCompile, ...options });
  for (const note of notes) onNote(`note: ${note}`);
  const chosen = chooseRootId({ module: target, papers, wanted: rootId, option: "--root-id" });
  return { name: papers === null ? name : pluginName(papers, chosen), module, papers, rootId: chosen ?? "" };
}
