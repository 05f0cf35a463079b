import { existsSync } from "node:fs";
import { ToolError } from "./error.js";
import { parseJson } from "./parse-json.js";
import { readInput } from "./read-input.js";

/** The file that `--config` names; null where the configuration stands in the flag itself. */
export function configurationFile(text: string): string | null {
  return text.trimStart().startsWith("{") ? null : text;
}

/**
 * The configuration that `--config` names: JSON where the text starts like a JSON object, else a file that holds JSON.
 *
 * @param option what gave the text, for the message
 * @throws ToolError `ERR_JSON_SYNTAX` with the place of the fault, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`; never with
 *   a piece of the text, which may hold a secret.
 * @example
 * await readConfiguration('{"jwt_secret": "…"}');
 * await readConfiguration("auth.json");
 */
export async function readConfiguration(text: string, option = "--config"): Promise<unknown> {
  const file = configurationFile(text);
  if (file === null) return parseJson(text, option);
  // What is meant as JSON may hold a secret, and a message about a file would print it.
  if (/["{}\n]/.test(file) && !existsSync(file)) {
    throw new ToolError("ERR_JSON_SYNTAX", `${option}: is neither JSON that starts with { nor the name of a file`, {
      hint: "write a JSON object, or name a file that holds one",
    });
  }
  return parseJson((await readInput(file, option)).toString("utf8"), file);
}
