import { MARKS } from "../compile/schema/marks.js";

type Node = Readonly<Record<string, unknown>>;

/**
 * A schema as those read it who only follow `properties`, `items` and `additionalProperties`: each `$ref` gives way to what it leads to, and several
 * objects to choose from (`oneOf`) to one with the properties of all of them. The schemas of filters refer to nothing that leads back to itself.
 *
 * @param schema of a plugin's configuration, from the papers of its module
 */
export function plainSchema(schema: unknown): unknown {
  return isNode(schema) ? plain(schema, isNode(schema["$defs"]) ? schema["$defs"] : {}) : schema;
}

function plain(node: Node, definitions: Node): Node {
  const definition = typeof node["$ref"] === "string" ? definitions[node["$ref"].replace("#/$defs/", "")] : undefined;
  const whole = isNode(definition) ? { ...definition, ...node } : node;
  const parts = [whole, ...(Array.isArray(whole["oneOf"]) ? (whole["oneOf"] as unknown[]).filter(isNode) : [])];
  const properties = parts.flatMap((part) => (isNode(part["properties"]) ? Object.entries(part["properties"]) : []));
  const below = (value: unknown): unknown => (isNode(value) ? plain(value, definitions) : value);
  return {
    ...Object.fromEntries(MARKS.filter((mark) => whole[mark] === true).map((mark) => [mark, true])),
    ...("items" in whole ? { items: below(whole["items"]) } : {}),
    ...("additionalProperties" in whole ? { additionalProperties: below(whole["additionalProperties"]) } : {}),
    properties: Object.fromEntries(properties.map(([name, value]) => [name, below(value)])),
  };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
