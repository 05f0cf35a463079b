import { isUtf8 } from "node:buffer";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { parseJson } from "./parse-json.js";
import { readInput } from "./read-input.js";

/** What nobody writes as a configuration, and everybody as the name of one. */
const FILE_NAME = /\.(?:json[c5]?|ya?ml|toml|txt|conf|cfg|ini|xml|pb|bin)$/i;
/** What is meant as a configuration may hold a secret, and a message about a file would print it. */
const NO_FILE_NAME = /["{}\n]|:\/\//;

/**
 * The file that `--config` names, whether it is there or not: one that exists, or what ends like one or lies in a folder that exists and is
 * not the root.
 * Null where the configuration stands in the flag itself.
 */
export function configurationFile(text: string): string | null {
  if (text.trimStart().startsWith("{")) return null;
  if (existsSync(text)) return text;
  if (NO_FILE_NAME.test(text)) return null;
  // The folder of what merely begins with a stroke is always there.
  const folder = dirname(text);
  return FILE_NAME.test(text) || (text.includes("/") && folder !== "/" && existsSync(folder)) ? text : null;
}

/**
 * The configuration that `--config` names, in the flag or in a file: parsed where it is a JSON object, or an array in a file that ends in
 * `.json`. Anything else, a JSON string with its quotes included, is text: it reaches the plugin as it is. Bytes that are no UTF-8 stay bytes.
 *
 * @param option what gave the text, for the message
 * @throws ToolError `ERR_JSON_SYNTAX` with the place of the fault, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`; never with
 *   a piece of the text, which may hold a secret.
 * @example
 * await readConfiguration('{"jwt_secret": "…"}');
 * await readConfiguration("auth.json");
 * await readConfiguration("world"); // "world"
 */
export async function readConfiguration(text: string, option = "--config"): Promise<object | string | Uint8Array> {
  const file = configurationFile(text);
  if (file === null) return parsed(text, option);
  const bytes = await readInput(file, option);
  return isUtf8(bytes) ? parsed(bytes.toString("utf8"), file) : bytes;
}

function parsed(text: string, name: string): object | string {
  if (!/^\ufeff?\s*\{/.test(text) && !/\.json$/i.test(name)) return text;
  const value = parseJson(text, name);
  return typeof value === "object" && value !== null ? value : text;
}

/** What a plugin reads of its configuration: JSON of an object, text and bytes as they are. */
export function configurationBytes(value: object | string | Uint8Array): string | Uint8Array {
  return typeof value === "string" || value instanceof Uint8Array ? value : JSON.stringify(value);
}
