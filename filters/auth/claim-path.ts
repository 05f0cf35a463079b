import { JsonKind, JsonValue, splitText } from "sluice/sdk";

/** The value at a claim's path: the claim of that whole name, or member by member at its dots. */
export function findClaim(claims: JsonValue, path: string): JsonValue | null {
  const whole = claims.get(path);
  if (whole !== null) return whole;
  let value: JsonValue | null = claims;
  const steps = splitText(path, 0x2e);
  for (let i = 0; i < steps.length && value !== null; ++i) value = value.get(steps[i]);
  return value;
}

/** A text, a number or a boolean as text; null for anything else. */
export function textOfClaim(value: JsonValue | null): string | null {
  if (value === null) return null;
  switch (value.kind) {
    case JsonKind.String:
      return value.text;
    case JsonKind.Number:
      return value.numeral;
    case JsonKind.Boolean:
      return value.boolean ? "true" : "false";
    default:
      return null;
  }
}
