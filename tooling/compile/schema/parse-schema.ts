import { type ArraySchema, type ConfigSchema, type MapSchema, type ObjectSchema, type Property } from "./model.js";
import { toFieldName, toPascalCase } from "./names.js";
import { parseBoolean, parseNumber, parseText } from "./parse-scalar.js";
import { parseUnion } from "./parse-union.js";
import { SchemaNode } from "./schema-node.js";
import { findFault } from "./validate.js";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** Names that a generated class uses itself. */
const TAKEN_NAMES = [
  ...["Array", "Map", "StaticArray", "JsonValue", "ParsedConfig"],
  ...["ConfigEntries", "ConfigItems", "ConfigMembers", "ConfigPattern"],
];

/** Keywords that some type has: in a schema without a type they are not what is wrong. */
const CHECKS = [
  ...["type", "enum", "const", "properties", "required", "additionalProperties", "items", "minItems", "maxItems"],
  ...["minLength", "maxLength", "pattern", "minimum", "maximum"],
];

const SEVERAL_TYPES = 'name one type; what may be absent is left out of "required": null stands for nothing';
const NO_DEFAULT = 'give it a "default", or name it in "required" of the object that it belongs to';

export interface ParseSchemaOptions {
  /** Name of the file, as messages show it. */
  readonly file: string;
  /** Name of the class where the schema has no `title`. */
  readonly name: string;
}

/**
 * Reads a filter's `config.schema.json`: the subset of JSON Schema 2020-12 that can be checked in a filter without surprises.
 * What is outside of it is refused, never ignored.
 *
 * @throws ToolError ERR_SCHEMA_UNSUPPORTED, naming the file and the JSON path
 */
export function parseSchema(json: unknown, { file, name }: ParseSchemaOptions): ObjectSchema {
  const root = new SchemaNode(json, file, "$", 0);
  const dialect = root.text("$schema") ?? DIALECT;
  if (dialect.replace(/#$/, "") !== DIALECT) throw root.fault("only JSON Schema 2020-12 is supported", "$schema");
  const parser = new SchemaParser(root);
  const schema = parser.parse(root, toPascalCase(name));
  if (schema.kind !== "object") throw root.fault("a configuration must be an object of known members");
  parser.checkUnused();
  return schema;
}

/** Parses schemas of one file; `$ref` leads to `$defs`, each of which is parsed once. */
export class SchemaParser {
  readonly #root: SchemaNode;
  readonly #definitions: Readonly<Record<string, unknown>>;
  readonly #parsed = new Map<string, ConfigSchema>();
  readonly #open = new Set<string>();
  /** Every class made so far and the place it was made for. */
  readonly #classes = new Map<string, string>();

  constructor(root: SchemaNode) {
    this.#root = root;
    this.#definitions = root.object("$defs");
  }

  /** @param className the class of an object that has no `title` */
  parse(node: SchemaNode, className: string): ConfigSchema {
    if (node.has("$ref")) return this.#parseReference(node);
    if (node.has("oneOf")) return parseUnion(this, node, className);
    const type = node.get("type") ?? inferType(node);
    switch (type) {
      case "string":
        return parseText(node);
      case "integer":
      case "number":
        return parseNumber(node, type);
      case "boolean":
        return parseBoolean(node);
      case "array":
        return this.#parseArray(node, className);
      case "object":
        return node.has("properties") || node.get("additionalProperties") === false
          ? this.parseObject(node, className)
          : this.#parseMap(node, className);
      default:
        node.allow(...CHECKS);
        throw node.fault(
          "must be object, array, string, integer, number or boolean",
          "type",
          Array.isArray(type) ? SEVERAL_TYPES : undefined,
        );
    }
  }

  parseObject(node: SchemaNode, fallbackName: string): ObjectSchema {
    node.allow("type", "properties", "required", "additionalProperties");
    if (node.get("additionalProperties") !== false) {
      throw node.fault("must be false, so that a misspelt key is refused", "additionalProperties");
    }
    const className = this.nameClass(node, fallbackName);
    const required = node.has("required") ? node.array("required") : [];
    const members = node.object("properties");
    const stranger = required.find((name) => typeof name !== "string" || !Object.hasOwn(members, name));
    if (stranger !== undefined) throw node.fault("names a property that is not there", "required");
    const properties = Object.entries(members).map(([name, value]) =>
      this.#parseProperty(node.child("properties", value, name), name, className, required.includes(name)),
    );
    const fields = properties.map(({ fieldName }) => fieldName);
    const twin = properties.find(({ fieldName }, index) => fields.indexOf(fieldName) !== index);
    if (twin) throw node.fault(`two properties would be the field ${twin.fieldName}`, "properties");
    return { kind: "object", className, description: node.text("description"), properties };
  }

  /** Takes the class name for an object: its `title`, or the one that its place suggests. */
  nameClass(node: SchemaNode, fallback: string): string {
    const title = node.text("title");
    const name = title !== null && /^[A-Z][A-Za-z0-9]*$/.test(title) ? title : toPascalCase(title ?? fallback);
    if (!/^[A-Z]/.test(name)) throw node.fault("needs a title that begins with a letter");
    if (TAKEN_NAMES.includes(name)) throw node.fault(`cannot be named ${name}: give it another title`);
    const other = this.#classes.get(name);
    if (other !== undefined) throw node.fault(`has the same name, ${name}, as ${other}: give it another title`);
    this.#classes.set(name, node.path);
    return name;
  }

  checkUnused(): void {
    const unused = Object.keys(this.#definitions).find((name) => !this.#parsed.has(name));
    if (unused !== undefined) throw this.#root.child("$defs", {}, unused).fault("no $ref leads here");
  }

  #parseProperty(node: SchemaNode, name: string, owner: string, isRequired: boolean): Property {
    const fieldName = toFieldName(name);
    if (!/^[a-z]/.test(fieldName)) throw node.fault("the name of a property must begin with a letter");
    const schema = this.parse(node, owner + toPascalCase(name));
    const defaultValue = node.get("default");
    if (defaultValue !== undefined) {
      if (isRequired) throw node.fault("a required property needs no default", "default");
      const fault = findFault(schema, defaultValue);
      if (fault !== null) throw node.fault(`breaks its own schema: ${fault}`, "default");
      if (!isSimpleDefault(defaultValue)) throw node.fault("an array of arrays or objects must be empty", "default");
    }
    const needsDefault = schema.kind === "number" || schema.kind === "integer" || schema.kind === "boolean";
    if (needsDefault && !isRequired && defaultValue === undefined) {
      const article = schema.kind === "integer" ? "an" : "a";
      throw node.fault(`${article} ${schema.kind} that is not required needs a default`, undefined, NO_DEFAULT);
    }
    const description = node.text("description") ?? ("description" in schema ? schema.description : null);
    return { name, fieldName, schema, isRequired, defaultValue, description, isSecret: node.boolean("writeOnly") };
  }

  #parseReference(node: SchemaNode): ConfigSchema {
    node.allow("$ref");
    const reference = node.text("$ref") ?? "";
    const name = reference.startsWith("#/$defs/") ? reference.slice("#/$defs/".length) : "";
    if (!Object.hasOwn(this.#definitions, name)) throw node.fault("must be #/$defs/ and a name that is there", "$ref");
    const known = this.#parsed.get(name);
    if (known !== undefined) return known;
    if (this.#open.has(name)) throw node.fault("leads back to itself", "$ref");
    this.#open.add(name);
    const definition = this.#root.child("$defs", this.#definitions[name], name);
    const schema = this.parse(definition, toPascalCase(name));
    this.#open.delete(name);
    this.#parsed.set(name, schema);
    return schema;
  }

  #parseArray(node: SchemaNode, className: string): ArraySchema {
    node.allow("type", "items", "minItems", "maxItems");
    if (!node.has("items")) throw node.fault("an array needs a schema of its items");
    const minItems = node.size("minItems") ?? 0;
    const maxItems = node.size("maxItems");
    if (maxItems !== null && maxItems < minItems) throw node.fault("is smaller than minItems", "maxItems");
    const items = this.parse(node.child("items", node.get("items")), `${className}Item`);
    return { kind: "array", items, minItems, maxItems };
  }

  #parseMap(node: SchemaNode, className: string): MapSchema {
    node.allow("type", "additionalProperties");
    if (typeof node.get("additionalProperties") !== "object") {
      throw node.fault(
        "an object needs properties and additionalProperties: false, or a schema of its values here",
        "additionalProperties",
      );
    }
    const values = node.child("additionalProperties", node.get("additionalProperties"));
    return { kind: "map", values: this.parse(values, `${className}Value`) };
  }
}

/** `{"const": "remove"}` and `{"enum": [...]}` say their type without `type`. */
function inferType(node: SchemaNode): unknown {
  const choice = node.has("const") ? node.get("const") : node.has("enum") ? node.array("enum")[0] : undefined;
  return choice === undefined ? undefined : typeof choice;
}

function isSimpleDefault(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item !== "object");
  return typeof value !== "object" || Object.keys(value ?? {}).length === 0;
}
