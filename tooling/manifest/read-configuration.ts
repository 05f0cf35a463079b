import type { JsonValue } from "../../istio/index.js";
import { parseJson } from "../parse-json.js";
import { readInput } from "../read-input.js";

/**
 * The configuration that `--config` names: JSON where the text starts like a JSON object, else a file that holds JSON.
 *
 * @throws ToolError `ERR_JSON_SYNTAX`, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`; never with a piece of the text, which may
 * hold a secret.
 */
export async function readConfiguration(text: string): Promise<JsonValue> {
  const isJson = text.trimStart().startsWith("{");
  const json = isJson ? text : (await readInput(text, "--config")).toString("utf8");
  return parseJson(json, isJson ? "--config" : text) as JsonValue;
}
