import { ToolError } from "../error.js";
import { quoteNames } from "../quote-name.js";
import { byRootId, type Papers } from "./papers.js";

/** Which plugin of which module is meant, and how whoever asks would have said it. */
export interface RootIdChoice {
  /** The module as the user knows it. */
  readonly module: string;
  /** Null for a module of another toolchain, which may have any. */
  readonly papers: Pick<Papers, "rootIds"> | null;
  readonly wanted: string | undefined;
  /** The name of the option by which it is said. */
  readonly option: string;
}

/**
 * The root id of the plugin that is meant: the one that is wanted, else the only one of the module. Where the module's are not
 * known it is the wanted one or undefined.
 *
 * @throws ToolError `ERR_USAGE` when the module has not the one that is wanted, or several and none is.
 */
export function chooseRootId({ module, papers, wanted, option }: RootIdChoice): string | undefined {
  const rootIds = papers?.rootIds ?? [];
  if (rootIds.length === 0 || (wanted !== undefined && rootIds.includes(wanted))) return wanted;
  if (wanted === undefined && rootIds.length === 1) return rootIds[0];
  const message = wanted === undefined ? "has several plugins" : `has no plugin ${JSON.stringify(wanted)}`;
  throw new ToolError("ERR_USAGE", `${option}: ${module} ${message}`, {
    hint: `name one with ${option}: ${quoteNames(rootIds)}`,
  });
}

/** What a plugin is called where nobody says it: as its module, or, where that has several, by its root id, so that each has a name of its own. */
export function pluginName({ name, rootIds }: Pick<Papers, "name" | "rootIds">, rootId: string | undefined): string {
  return rootIds.length > 1 && rootId !== undefined && rootId !== "" ? rootId : name;
}

/**
 * The papers as if the module had no plugin but one; null where it has none.
 *
 * @throws ToolError `ERR_USAGE` when it has not that one.
 */
export function papersOfPlugin(module: string, papers: Papers | null, wanted: string): Papers | null {
  chooseRootId({ module, papers, wanted, option: "--root-id" });
  if (papers === null) return null;
  const own = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
    byRootId(Object.entries(all).filter(([rootId]) => rootId === wanted));
  return { ...papers, rootIds: [wanted], kinds: own(papers.kinds), configSchemas: own(papers.configSchemas) };
}
