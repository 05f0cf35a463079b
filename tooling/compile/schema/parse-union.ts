import { fieldDeclaration } from "./field-declaration.js";
import { type ObjectSchema, type UnionSchema, type Variant } from "./model.js";
import { type SchemaParser } from "./parse-schema.js";
import { type SchemaNode } from "./schema-node.js";

/**
 * Reads `oneOf`: objects that one required string property tells apart, by a `const` or an `enum` that no two share. The class
 * made from it has the fields of all, so a property that several objects have must have one type.
 */
export function parseUnion(parser: SchemaParser, node: SchemaNode, fallbackName: string): UnionSchema {
  node.allow("type", "oneOf");
  if (node.has("type") && node.get("type") !== "object") throw node.fault("oneOf takes objects only", "type");
  const className = parser.nameClass(node, fallbackName);
  const objects = node.array("oneOf").map((value, index) => {
    const variant = node.child("oneOf", value, index);
    if (variant.has("$ref") || variant.get("type") !== "object") throw variant.fault("must be an object schema");
    return parser.parseObject(variant, `${className}${index + 1}`);
  });
  const tag = objects[0]?.properties.map(({ name }) => name).find((name) => isTagOf(objects, name));
  if (tag === undefined) {
    throw node.fault("its objects need one required property that tells them apart by const or enum", "oneOf");
  }
  checkFields(objects, node);
  const variants = objects.map((object): Variant => ({ tagValues: choicesOf(object, tag) ?? [], object }));
  return { kind: "union", className, description: node.text("description"), tag, variants };
}

function choicesOf(object: ObjectSchema, name: string): readonly string[] | null {
  const property = object.properties.find((candidate) => candidate.name === name);
  return property?.isRequired && property.schema.kind === "string" ? property.schema.choices : null;
}

function isTagOf(objects: readonly ObjectSchema[], name: string): boolean {
  const choices = objects.map((object) => choicesOf(object, name));
  const values = choices.flatMap((list) => list ?? []);
  return choices.every((list) => list !== null) && new Set(values).size === values.length;
}

/** One class has the fields of all: what two objects both have must be the same field. */
function checkFields(objects: readonly ObjectSchema[], node: SchemaNode): void {
  const fields = new Map<string, string>();
  for (const property of objects.flatMap((object) => object.properties)) {
    const field = `${property.name}: ${fieldDeclaration(property)}`;
    const other = fields.get(property.fieldName) ?? field;
    if (other !== field) throw node.fault(`${property.name} differs from one object to another`, "oneOf");
    fields.set(property.fieldName, field);
  }
}
