import type { JsonValue } from "../kubernetes.js";
import { LINKS } from "./links.js";
import { unless, type Problem } from "./problem.js";

/** Half of a character; and what YAML parsers refuse even where it is escaped, as charts hand it on. */
const UNREADABLE = /[\x7f-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * What does not reach the plugin as it stands: text that parsers on the way refuse, and integers that a double can't hold. Istio carries
 * `pluginConfig` as a protobuf Struct, whose numbers are doubles, and so does this program: the plugin would read another number.
 */
export function checkValues(path: string, value: JsonValue): Problem[] {
  if (typeof value === "number") {
    return unless(
      Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)),
      path,
      "is a number that changes on its way to the plugin",
      "keep integers within ±9007199254740991, or write it as a string",
      LINKS.struct,
    );
  }
  if (typeof value === "string") return checkText(path, value);
  if (value === null || typeof value !== "object") return [];
  return Array.isArray(value)
    ? value.flatMap((item: JsonValue, index) => checkValues(`${path}[${index}]`, item))
    : Object.entries(value).flatMap(([key, item]) => [...checkText(path, key), ...checkValues(`${path}.${key}`, item)]);
}

function checkText(path: string, text: string): Problem[] {
  return unless(
    !UNREADABLE.test(text),
    path,
    "holds text with a character that parsers of YAML refuse: half a surrogate pair, U+007F to U+009F, or a noncharacter",
    "take the character out, or write it in an encoding of your own",
  );
}
