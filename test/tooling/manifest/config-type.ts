import { format } from "prettier";

interface Schema {
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
}

/** The TypeScript type of what a schema describes, as a module of its own. */
export async function configType(schema: Schema): Promise<string> {
  const lines = [
    "// Generated from sluice.config.schema.json by `npm run config-type`.",
    'import type { JsonObject } from "../../istio/index.js";',
    "",
    `/** ${schema.title} */`,
    `export interface SluiceConfig ${typeOf(schema)}`,
  ];
  return format(lines.join("\n"), { parser: "typescript", printWidth: 120 });
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const { type } = schema;
  if (typeof type === "object") return type.map((one) => typeOf({ ...schema, type: one })).join(" | ");
  switch (type) {
    case "string":
    case "boolean":
      return type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return `readonly (${typeOf(schema.items ?? {})})[]`;
    case "object":
      return objectOf(schema);
    case undefined:
    default:
      throw new Error(`no type for ${JSON.stringify(schema)}`);
  }
}

function objectOf({ properties, required = [], additionalProperties }: Schema): string {
  if (properties === undefined) {
    return additionalProperties ? `Readonly<Record<string, ${typeOf(additionalProperties)}>>` : "JsonObject";
  }
  const members = Object.entries(properties).map(([name, member]) => {
    const comment = member.description === undefined ? "" : `/** ${member.description} */\n`;
    return `${comment}readonly ${name}${required.includes(name) ? "" : "?"}: ${typeOf(member)};`;
  });
  return `{\n${members.join("\n")}\n}`;
}
