import type { JsonValue } from "../../istio/index.js";
import { plainSchema } from "./plain-schema.js";

/** A secret that the plugin takes from the environment of its VM. */
export interface SecretVariable {
  /** Where the configuration names it. */
  readonly path: string;
  readonly name: string;
}

/**
 * The variables that a configuration names in the place of secrets: `{"env": "NAME"}` where its schema says `writeOnly`.
 *
 * @example
 * findVariables({ jwt_secret: { env: "JWT_SECRET" } }, schema); // [{ path: "$.jwt_secret", name: "JWT_SECRET" }]
 */
export function findVariables(value: JsonValue, schema: unknown): SecretVariable[] {
  return variablesIn(value, plainSchema(schema), "$");
}

function variablesIn(value: JsonValue, schema: unknown, path: string): SecretVariable[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) {
    const items = property(schema, "items");
    return value.flatMap((item: JsonValue, index) => variablesIn(item, items, `${path}[${index}]`));
  }
  const name = property(value, "env");
  if (property(schema, "writeOnly") === true) return typeof name === "string" ? [{ path, name }] : [];
  const properties = property(schema, "properties");
  const others = property(schema, "additionalProperties");
  return Object.entries(value).flatMap(([key, item]) =>
    variablesIn(item, property(properties, key) ?? others, `${path}.${key}`),
  );
}

function property(object: unknown, key: string): unknown {
  return typeof object === "object" && object !== null ? (object as Record<string, unknown>)[key] : undefined;
}
