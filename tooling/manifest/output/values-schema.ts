import type { JsonObject, JsonValue } from "../../../istio/index.js";
import type { Place, Variable } from "./places.js";

const INT32_MAX = 2 ** 31 - 1;

/** What objects take there, whatever their kind. A configuration is of the JSON type that it has. */
const SCHEMAS: Readonly<Record<Exclude<Variable, "config">, JsonObject>> = {
  url: { type: "string", minLength: 1 },
  // Of an EnvoyFilter istio-agent takes `nil` for none.
  sha256: { type: "string", pattern: "^([0-9a-f]{64}|nil)?$" },
  selector: { type: "object", minProperties: 1, additionalProperties: { type: "string" } },
  targetRefs: {
    ...{ type: "array", minItems: 1 },
    items: { type: "object", required: ["kind", "name"], additionalProperties: { type: "string" } },
  },
  priority: { type: "integer", minimum: -INT32_MAX - 1, maximum: INT32_MAX },
};

const NAMESPACE: JsonObject = { type: "string", maxLength: 63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" };

/**
 * The schema of a chart's values, made of what the values are made of: what no template reads is refused, a misspelt name with it, and
 * what objects can't take.
 *
 * Source: `values.schema.json` of Helm 3; JSON Schema draft 7, which each of its releases reads.
 */
export function valuesSchema(places: readonly Place[], hasNamespace: boolean): JsonObject {
  const plugins: Record<string, Record<string, JsonObject>> = {};
  for (const { plugin, variable, value } of places) {
    const schema = variable === "config" ? { type: typeOf(value) } : SCHEMAS[variable];
    plugins[plugin] = { ...plugins[plugin], [variable]: schema };
  }
  const each = Object.entries(plugins).map(([name, variables]) => [name, closed(variables)] as const);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...closed(
      { ...(hasNamespace ? { namespace: NAMESPACE } : {}), plugins: closed(Object.fromEntries(each)) },
      // What Helm and the condition of a dependency add where this is the chart of another's.
      { global: { type: "object" }, enabled: { type: "boolean" } },
    ),
  };
}

function closed(properties: Readonly<Record<string, JsonObject>>, optional: Readonly<Record<string, JsonObject>> = {}) {
  return {
    ...{ type: "object", additionalProperties: false, required: Object.keys(properties) },
    properties: { ...properties, ...optional },
  };
}

function typeOf(value: JsonValue): string {
  return Array.isArray(value) ? "array" : typeof value;
}
