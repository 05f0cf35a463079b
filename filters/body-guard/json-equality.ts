import { compareBytes, JsonKind, JsonValue } from "sluice/sdk";

/** Whether two values are equal as JSON Schema has it: numbers by what they are, members in any order. */
export function equalsJson(a: JsonValue, b: JsonValue): bool {
  const kind = a.kind;
  if (kind != b.kind) return false;
  if (kind == JsonKind.Number) return a.number == b.number;
  if (kind == JsonKind.Boolean) return a.boolean == b.boolean;
  if (kind == JsonKind.String) {
    return a.textLength() == b.textLength() && compareBytes(a.textStart(), b.textStart(), a.textLength()) == 0;
  }
  if (a.length != b.length) return false;
  for (let i = 0; i < a.length; ++i) {
    const item = a.at(i);
    const other = kind == JsonKind.Array ? b.at(i) : b.get(a.nameAt(i));
    if (item === null || other === null || !equalsJson(item, other)) return false;
  }
  return true;
}
