import { readFile } from "node:fs/promises";
import type { JsonValue } from "../../istio/index.js";
import { ToolError } from "../error.js";

/**
 * The configuration that `--config` names: JSON where the text starts like a JSON object, else a file that holds JSON.
 *
 * @throws ToolError `ERR_JSON_SYNTAX`, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`; never with a piece of the text, which may
 * hold a secret.
 */
export async function readConfiguration(text: string): Promise<JsonValue> {
  if (text.trimStart().startsWith("{")) return parseJson("--config", text);
  let content: string;
  try {
    content = await readFile(text, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      throw new ToolError("ERR_FILE_NOT_FOUND", `--config: no file at ${text}`, {
        hint: "check the path, or give a JSON object",
        cause,
      });
    }
    throw new ToolError("ERR_FILE_UNREADABLE", `--config: cannot read ${text}: ${code}`, {
      hint: "give a file that you may read",
      cause,
    });
  }
  return parseJson(text, content);
}

function parseJson(name: string, text: string): JsonValue {
  try {
    return JSON.parse(text.replace(/^\ufeff/, "")) as JsonValue;
  } catch (cause) {
    throw new ToolError("ERR_JSON_SYNTAX", `${name} is no JSON${placeOf(cause as SyntaxError, text)}`, {
      hint: "mend the JSON: names and text in double quotes, no comments, no comma after the last member",
    });
  }
}

/** Where the fault lies, as far as V8 says; the rest of its message quotes the text. */
function placeOf({ message }: SyntaxError, text: string): string {
  const offset = /position (\d+)/.exec(message)?.[1];
  if (offset === undefined) return message.includes("end of JSON") ? ": it ends too early" : "";
  const before = text.slice(0, Number(offset));
  return `: line ${before.split("\n").length}, column ${before.length - before.lastIndexOf("\n")}`;
}
