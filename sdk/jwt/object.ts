import { parseJsonAt } from "../json/parse";
import { JsonKind, JsonValue } from "../json/value";

/** The JSON object in the `size` bytes at `start`, or null. */
export function parseObject(start: usize, size: usize): JsonValue | null {
  const value = parseJsonAt(start, size).value;
  return value !== null && value.kind == JsonKind.Object ? value : null;
}
