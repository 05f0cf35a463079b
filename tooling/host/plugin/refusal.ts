import { ToolError } from "../../error.js";
import type { LogEntry } from "../../gateway.js";
import { escapeControls, quoteName } from "../../quote-name.js";
import { startHint } from "../../start-hint.js";

/** How much of a module's own words is told, in characters: what it said last. */
const MAXIMUM_WORDS_LENGTH = 64 * 1024;

/** What a module said when it refused: its error lines, each once. */
export function refusalWords(plugin: string, logs: readonly LogEntry[]): string[] {
  const errors = logs.filter((entry) => entry.plugin === plugin && /^(?:error|critical)$/.test(entry.level));
  const words = [...new Set(errors.map((entry) => entry.message))];
  const last: string[] = [];
  let left = MAXIMUM_WORDS_LENGTH;
  for (const word of words.reverse()) {
    left -= word.length;
    last.push(left < 0 ? `… ${word.slice(-left)}` : word);
    if (left < 0) break;
  }
  return last.reverse();
}

/** The error of a module that does not start. */
export function moduleRefused(plugin: string, reason: string, cause?: unknown): ToolError {
  const hint = startHint(reason, "build the module with sluice build, or see what sluice check says of it");
  return new ToolError("ERR_MODULE_REFUSED", `plugin "${quoteName(plugin)}": ${reason}`, { hint, cause });
}

/** What the parser of a configuration says begins with a place: `$.keys[0]["a b"]: …`. */
const PLACE = /^(\$(?:\.[\w$]+|\[\d+\]|\["(?:[^"\\]|\\.)*"\])*): /;

/** The error of a module that does not take its configuration; it has the places of the mistakes where the module names them. */
export function configurationRefused(plugin: string, words: readonly string[], cause?: unknown): ToolError {
  const reason = words.length === 0 ? "" : `: ${words.map(escapeControls).join("; ")}`;
  return new ToolError(
    "ERR_CONFIGURATION_REFUSED",
    `plugin "${quoteName(plugin)}" refused its configuration${reason}`,
    {
      hint: "mend the configuration as the message says",
      cause,
      paths: words.flatMap((word) => PLACE.exec(word)?.[1] ?? []),
    },
  );
}
