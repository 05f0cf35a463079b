import { parseJson } from "./parse-json.js";
import { readInput } from "./read-input.js";

/**
 * The configuration that `--config` names: JSON where the text starts like a JSON object, else a file that holds JSON.
 *
 * @throws ToolError `ERR_JSON_SYNTAX` with the place of the fault, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`; never with
 *   a piece of the text, which may hold a secret.
 * @example
 * await readConfiguration('{"jwt_secret": "…"}');
 * await readConfiguration("auth.json");
 */
export async function readConfiguration(text: string): Promise<unknown> {
  if (text.trimStart().startsWith("{")) return parseJson(text, "--config");
  return parseJson((await readInput(text, "--config")).toString("utf8"), text);
}
