import type { JsonObject, JsonValue, Problem } from "../../../istio/index.js";
import { childSchema, holds } from "./cel-rules.js";
import type { Schema } from "./definition.js";
import { step } from "./path.js";

/** What a schema says beyond its structure: its rules in CEL, and keys of lists that must not be there twice. */
export function checkRules(schema: Schema, value: JsonValue, path = ""): Problem[] {
  if (value === null) return [];
  const problems = [...brokenRules(schema, value, path)];
  if (typeof value !== "object") return problems;
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    problems.push(...duplicates(schema, items, path));
    const { items: each } = schema;
    if (each !== undefined) items.forEach((item, index) => problems.push(...checkRules(each, item, step(path, index))));
    return problems;
  }
  for (const [key, item] of Object.entries(value)) {
    const child = childSchema(schema, key);
    if (child !== undefined) problems.push(...checkRules(child, item, step(path, key)));
  }
  return problems;
}

function brokenRules(schema: Schema, value: JsonValue, path: string): Problem[] {
  const broken = (schema["x-kubernetes-validations"] ?? []).filter(({ rule }) => !holds(rule, value, schema));
  return broken.map(({ message, rule }) => ({
    path,
    message: message ?? "breaks a rule of its definition",
    hint: `let it keep the rule ${rule.replace(/\s+/g, " ").trim()}`,
  }));
}

/** `x-kubernetes-list-type`: a set holds no value twice, a map no two objects of the same keys. */
function duplicates(schema: Schema, items: readonly JsonValue[], path: string): Problem[] {
  const { "x-kubernetes-list-type": type, "x-kubernetes-list-map-keys": keys = [] } = schema;
  if (type !== "map" && type !== "set") return [];
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const id = JSON.stringify(type === "set" ? item : keys.map((key) => (item as JsonObject | null)?.[key] ?? null));
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    const message = type === "set" ? "is there twice" : `is there twice: it has the ${keys.join(" and ")} of another`;
    return [{ path: step(path, index), message, hint: "keep one of them" }];
  });
}
