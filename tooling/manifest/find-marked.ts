import type { JsonValue } from "../../istio/index.js";
import type { Mark } from "../compile/schema/marks.js";
import { plainSchema } from "./plain-schema.js";

/** A value of a configuration that its schema marks. */
export interface MarkedValue {
  /** Its JSON path. */
  readonly path: string;
  readonly value: JsonValue;
}

/**
 * The values of a configuration whose schema says `"MARK": true`; what lies inside of one is not looked at.
 *
 * @param schema of the plugin's configuration, from the papers of its module
 * @example
 * findMarked({ labels: [{ label: "tenant" }] }, schema, "x-metric-label"); // [{ path: "$.labels[0].label", value: "tenant" }]
 */
export function findMarked(value: JsonValue, schema: unknown, mark: Mark): MarkedValue[] {
  return markedIn({ path: "$", value }, plainSchema(schema), mark);
}

/** The labels of metrics that a configuration names. */
export function findLabels(value: JsonValue, schema: unknown): string[] {
  return findMarked(value, schema, "x-metric-label").flatMap(({ value: label }) =>
    typeof label === "string" ? [label] : [],
  );
}

function markedIn({ path, value }: MarkedValue, schema: unknown, mark: Mark): MarkedValue[] {
  if (property(schema, mark) === true) return [{ path, value }];
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) {
    const items = property(schema, "items");
    return value.flatMap((item: JsonValue, index) => markedIn({ path: `${path}[${index}]`, value: item }, items, mark));
  }
  const properties = property(schema, "properties");
  const others = property(schema, "additionalProperties");
  return Object.entries(value).flatMap(([key, item]) =>
    markedIn({ path: `${path}.${key}`, value: item }, property(properties, key) ?? others, mark),
  );
}

/** A member of what may be no object. */
export function property(object: unknown, key: string): unknown {
  return typeof object === "object" && object !== null ? (object as Record<string, unknown>)[key] : undefined;
}
