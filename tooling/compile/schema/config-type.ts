import { collectClasses, type ConfigSchema, type ObjectSchema, type Property, type UnionSchema } from "./model.js";
import { GENERATED } from "./config-class.js";

/**
 * Writes the TypeScript type of a configuration as its author writes it in JSON: the members' own names, those with a default
 * optional.
 */
export function generateConfigType(schema: ObjectSchema): string {
  const types = collectClasses(schema).map((node) => (node.kind === "object" ? writeObject(node) : writeUnion(node)));
  return `${[GENERATED, ...types].join("\n\n")}\n`;
}

function writeObject({ className, description, properties }: ObjectSchema): string {
  const head = description === null ? "" : `${comment(description)}\n`;
  if (properties.length === 0) return `${head}export type ${className} = Record<string, never>;`;
  return `${head}export interface ${className} {\n${members(properties, "  ")}\n}`;
}

function writeUnion({ className, description, variants }: UnionSchema): string {
  const head = description === null ? "" : `${comment(description)}\n`;
  const types = variants.map(({ object }) => {
    const about = object.description === null ? "" : `  ${comment(object.description)}\n`;
    return `${about}  | {\n${members(object.properties, "      ")}\n    }`;
  });
  return `${head}export type ${className} =\n${types.join("\n")};`;
}

function members(properties: readonly Property[], indent: string): string {
  return properties
    .map(({ name, schema, isRequired, description }) => {
      const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
      const about = description === null ? "" : `${indent}${comment(description)}\n`;
      return `${about}${indent}${key}${isRequired ? "" : "?"}: ${typeOf(schema)};`;
    })
    .join("\n");
}

function typeOf(schema: ConfigSchema): string {
  switch (schema.kind) {
    case "string":
      if (schema.isSecret) return "string | { env: string }";
      return schema.choices?.map((choice) => JSON.stringify(choice)).join(" | ") ?? "string";
    case "number":
    case "integer":
      return schema.choices?.join(" | ") ?? "number";
    case "boolean":
      return "boolean";
    case "array": {
      const items = typeOf(schema.items);
      return items.includes("|") ? `(${items})[]` : `${items}[]`;
    }
    case "map":
      return `Record<string, ${typeOf(schema.values)}>`;
    case "object":
    case "union":
      return schema.className;
  }
}

function comment(text: string): string {
  return `/** ${text.replace(/\s+/g, " ").trim().replaceAll("*/", "*\\/")} */`;
}
