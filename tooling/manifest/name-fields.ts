import { ToolError } from "../error.js";
import { replaceFlags } from "../replace-flags.js";
import { fieldOf } from "./flags.js";
import type { Manifest } from "./manifest.js";

/** Where a plugin of a chain, and what holds for all of them, was written. */
export interface ChainSource {
  /** The file that describes the chain. */
  readonly file: string;
  /** Fields that were given by flags in the place of what the file says. */
  readonly flags: readonly string[];
}

/** A plugin as it was described. */
export interface DescribedPlugin {
  /** Its place in the chain; null of one that is in none. */
  readonly index: number | null;
  /** What it says itself. */
  readonly own: object;
}

/** Fields that are for one plugin, so that no flag gives them in a chain. */
const OF_ONE = ["name", "configuration", "rootId", "url", "sha256", "priority", "pluginName"];

/**
 * What is made of a plugin, where everything that is said of it names fields in the place of the command line's flags: of a plugin of a
 * chain `--sha256` is `plugins[1].sha256`, and what is said for all `selector`. A field that was given by a flag keeps the flag's name.
 */
export async function namingFields(
  making: Promise<Manifest>,
  plugin: DescribedPlugin,
  source?: ChainSource,
): Promise<Manifest> {
  try {
    const manifest = await making;
    return { ...manifest, notes: manifest.notes.map((note) => rename(note, plugin, source)) };
  } catch (error) {
    throw nameFields(error, plugin, source);
  }
}

/** What went wrong with a plugin, told as by `namingFields`. */
export function nameFields(error: unknown, plugin: DescribedPlugin, source?: ChainSource): unknown {
  if (!(error instanceof ToolError)) return error;
  const message = rename(error.message, plugin, source);
  const isOfFile = source !== undefined && !message.startsWith("--") && message !== error.message;
  return new ToolError(error.code, isOfFile ? `${source.file}: ${message}` : message, {
    ...(error.hint === undefined ? {} : { hint: rename(error.hint, plugin, source) }),
    cause: error,
  });
}

function rename(text: string, plugin: DescribedPlugin, source?: ChainSource): string {
  const renamed = (word: string): string => nameOf(word, plugin, source);
  const named = replaceFlags(text, renamed).replaceAll(/(?<![\w./-])MODULE\b/g, renamed);
  // A flag stands before its value.
  return named.replaceAll(/\b(kinds|callouts|target) (?=[A-Z]|registry\b|https?:|istio@)/g, "$1: ");
}

function nameOf(word: string, { index, own }: DescribedPlugin, source?: ChainSource): string {
  const field = word === "MODULE" ? "module" : fieldOf(word);
  if (field === null || source?.flags.includes(field) === true) return word;
  return index !== null && (Object.hasOwn(own, field) || OF_ONE.includes(field)) ? `plugins[${index}].${field}` : field;
}
