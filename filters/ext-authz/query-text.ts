import { QueryParams } from "sluice/sdk";

const PERCENT: i32 = 0x25;

/**
 * The parameters of a query or of a form; null where OPA's Envoy plugin refuses them too: a semicolon, or a `%` without two hexadecimal
 * digits.
 */
export function parseQueryStrictly(query: string): QueryParams | null {
  for (let i = 0; i < query.length; ++i) {
    const unit = query.charCodeAt(i);
    if (unit == 0x3b) return null;
    if (unit == PERCENT && !(isHexadecimal(query, i + 1) && isHexadecimal(query, i + 2))) return null;
  }
  return QueryParams.parse(query);
}

function isHexadecimal(text: string, index: i32): bool {
  if (index >= text.length) return false;
  const unit = text.charCodeAt(index);
  return (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x66);
}
