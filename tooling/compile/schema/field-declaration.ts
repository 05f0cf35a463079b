import { type ConfigSchema, type NumberSchema, type Property } from "./model.js";
import { stringLiteral } from "./names.js";

/** The AssemblyScript type of a value of the schema. */
export function fieldType(schema: ConfigSchema): string {
  switch (schema.kind) {
    case "string":
      return "string";
    case "number":
      return "f64";
    case "integer":
      return isInt32(schema) ? "i32" : "i64";
    case "boolean":
      return "bool";
    case "array":
      return `Array<${fieldType(schema.items)}>`;
    case "map":
      return `TextMap<${fieldType(schema.values)}>`;
    case "object":
    case "union":
      return schema.className;
  }
}

/** Whether values of the schema are objects in AssemblyScript. */
export function isReference({ kind }: ConfigSchema): boolean {
  return kind !== "number" && kind !== "integer" && kind !== "boolean";
}

/** What stands in a class for a property: name, type and the value it has when the configuration leaves it out. */
export function fieldDeclaration({ fieldName, schema, isRequired, defaultValue }: Property): string {
  const type = fieldType(schema);
  if (!isRequired && defaultValue === undefined) return `${fieldName}: ${type} | null = null`;
  return `${fieldName}: ${type} = ${initialValue(schema, defaultValue)}`;
}

/** An AssemblyScript expression for a default, or for the empty value where there is none. */
function initialValue(schema: ConfigSchema, value: unknown): string {
  switch (schema.kind) {
    case "string":
      return stringLiteral(typeof value === "string" ? value : "");
    case "number":
    case "integer":
      return JSON.stringify(value ?? 0);
    case "boolean":
      return JSON.stringify(value ?? false);
    case "array": {
      const items = (value as readonly unknown[] | undefined) ?? [];
      // A literal has static data of its own, and four times the code; a constructor is there once for each class.
      if (items.length === 0 && schema.items.kind === "string") return `new ${fieldType(schema)}()`;
      return `[${items.map((item) => initialValue(schema.items, item)).join(", ")}]`;
    }
    case "map":
    case "object":
    case "union":
      return `new ${fieldType(schema)}()`;
  }
}

/** Whether every value that the schema allows fits 32 bits. */
export function isInt32({ choices, minimum, maximum }: NumberSchema): boolean {
  const [lowest, highest] = choices ? [Math.min(...choices), Math.max(...choices)] : [minimum, maximum];
  return lowest !== null && highest !== null && lowest >= -(2 ** 31) && highest < 2 ** 31;
}
