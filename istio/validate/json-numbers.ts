import type { JsonValue } from "../kubernetes.js";
import { LINKS } from "./links.js";
import { unless, type Problem } from "./problem.js";

/**
 * Integers that a double can't hold. Istio carries `pluginConfig` as a protobuf Struct, whose numbers are doubles, and so
 * does this program: the plugin would read another number.
 */
export function checkNumbers(path: string, value: JsonValue): Problem[] {
  if (typeof value === "number") {
    return unless(
      Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)),
      path,
      "is a number that changes on its way to the plugin",
      "keep integers within ±9007199254740991, or write it as a string",
      LINKS.struct,
    );
  }
  if (value === null || typeof value !== "object") return [];
  return Array.isArray(value)
    ? value.flatMap((item: JsonValue, index) => checkNumbers(`${path}[${index}]`, item))
    : Object.entries(value).flatMap(([key, item]) => checkNumbers(`${path}.${key}`, item));
}
