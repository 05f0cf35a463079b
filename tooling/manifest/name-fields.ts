import { ToolError } from "../error.js";
import { fieldOf } from "./flags.js";

/** Where a plugin of a chain, and what holds for all of them, was written. */
export interface ChainSource {
  /** The file that describes the chain. */
  readonly file: string;
  /** Fields that were given by flags in the place of what the file says. */
  readonly flags: readonly string[];
}

/** A plugin of a chain as it was described. */
export interface DescribedPlugin {
  readonly index: number;
  /** What it says itself. */
  readonly own: object;
  /** What is said for all. */
  readonly common: object;
}

/** Fields that are for one plugin, so that no flag gives them in a chain. */
const OF_ONE = ["name", "configuration", "rootId", "url", "sha256", "priority", "pluginName"];

/**
 * What went wrong with a plugin of a chain, said of the fields where a single plugin's flags are named: `--sha256` is `plugins[1].sha256`,
 * and what is said for all `selector`. A field that was given by a flag keeps the flag's name.
 */
export function nameFields(error: unknown, plugin: DescribedPlugin, source?: ChainSource): unknown {
  if (!(error instanceof ToolError)) return error;
  const rename = (text: string): string => {
    const named = text.replaceAll(/--[a-z][a-z0-9-]*|\bMODULE\b/g, (word) => nameOf(word, plugin, source));
    // A flag stands before its value.
    return named.replaceAll(/\bkinds (?=[A-Z]|registry\b)/g, "kinds: ");
  };
  const message = rename(error.message);
  const isOfFile = source !== undefined && !message.startsWith("--") && message !== error.message;
  return new ToolError(error.code, isOfFile ? `${source.file}: ${message}` : message, {
    ...(error.hint === undefined ? {} : { hint: rename(error.hint) }),
    cause: error,
  });
}

function nameOf(word: string, { index, own, common }: DescribedPlugin, source?: ChainSource): string {
  const field = word === "MODULE" ? "module" : fieldOf(word);
  if (field === null || source?.flags.includes(field) === true) return word;
  if (Object.hasOwn(own, field) || OF_ONE.includes(field)) return `plugins[${index}].${field}`;
  return Object.hasOwn(common, field) ? field : word;
}
