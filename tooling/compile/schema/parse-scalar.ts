import { type BooleanSchema, type NumberSchema, type TextSchema } from "./model.js";
import { parsePattern } from "./pattern.js";
import { type SchemaNode } from "./schema-node.js";

const isText = (value: unknown): value is string => typeof value === "string";
const isFinite = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

export function parseText(node: SchemaNode): TextSchema {
  node.allow("type", "enum", "const", "minLength", "maxLength", "pattern");
  const minLength = node.size("minLength") ?? 0;
  const maxLength = node.size("maxLength");
  if (maxLength !== null && maxLength < minLength) throw node.fault("is smaller than minLength", "maxLength");
  const source = node.text("pattern");
  const steps = source === null ? null : parsePattern(source);
  if (typeof steps === "string") throw node.fault(steps, "pattern");
  const choices = node.choices(isText, "strings");
  const isLimited = source !== null || node.has("minLength") || maxLength !== null;
  if (choices !== null && isLimited) throw node.fault("the choices of enum or const need no other limit");
  const isSecret = node.boolean("writeOnly");
  if (isSecret && choices !== null) throw node.fault("a secret is no choice of enum or const", "writeOnly");
  const pattern = source && steps ? { source, steps } : null;
  return { kind: "string", choices, minLength, maxLength, pattern, isSecret };
}

export function parseNumber(node: SchemaNode, kind: "number" | "integer"): NumberSchema {
  node.allow("type", "enum", "const", "minimum", "maximum");
  const isOfKind = (value: unknown): value is number =>
    isFinite(value) && (kind === "number" || Number.isSafeInteger(value));
  const [minimum, maximum] = (["minimum", "maximum"] as const).map((keyword) => {
    const value = node.number(keyword);
    if (value !== null && !isOfKind(value)) throw node.fault("must be an integer below 2^53", keyword);
    return value;
  }) as [number | null, number | null];
  if (minimum !== null && maximum !== null && maximum < minimum) throw node.fault("is below the minimum", "maximum");
  const choices = node.choices(isOfKind, kind === "integer" ? "integers below 2^53" : "numbers");
  if (choices !== null && (minimum !== null || maximum !== null)) {
    throw node.fault("the choices of enum or const need no other limit");
  }
  return { kind, choices, minimum, maximum };
}

export function parseBoolean(node: SchemaNode): BooleanSchema {
  node.allow("type");
  return { kind: "boolean" };
}
