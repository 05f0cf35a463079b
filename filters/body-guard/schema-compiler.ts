import { JsonKind, JsonValue, parseJson, Regex } from "sluice/sdk";
import { itemStep, memberStep } from "sluice/sdk/json/path";
import { INTEGER, rankSchemas, SchemaNode } from "./schema-node";

const SCHEMAS_MAX: i32 = 1000;

/** Each takes some 20 KB. */
const PATTERNS_MAX: i32 = 128;

const DIALECT: string = "https://json-schema.org/draft/2020-12/schema";

/** Keywords that say nothing about what is valid. */
const ANNOTATIONS: StaticArray<string> = [
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "$comment",
];

/** Names of types, at the place of the `JsonKind`. */
const TYPES: StaticArray<string> = ["null", "boolean", "number", "string", "array", "object"];

/** Makes schemas ready. What it does not know is a fault, never ignored. */
@final
export class SchemaCompiler {
  /** What is wrong, with its JSON path; empty when there is nothing. */
  fault: string = "";
  private readonly definitions: Map<string, SchemaNode> = new Map<string, SchemaNode>();
  private readonly nodes: SchemaNode[] = [];
  private root: SchemaNode = new SchemaNode();

  constructor(
    /** How many patterns there are already. */
    public patternCount: i32 = 0,
  ) {}

  /** The schema that a text is; null with a fault. */
  compile(text: string): SchemaNode | null {
    const parsed = parseJson(text);
    const value = parsed.value;
    if (value === null) {
      this.fault = "$: is not JSON: " + parsed.error;
      return null;
    }
    const definitions = value.get("$defs");
    if (definitions !== null) this.declare(definitions);
    this.read(this.root, value, "$");
    if (definitions !== null) {
      for (let i = 0; i < definitions.length; ++i) {
        const name = definitions.nameAt(i);
        this.readAt(this.definitions.get(name), definitions.at(i), "$.$defs" + memberStep(name));
      }
    }
    if (this.fault.length == 0 && !rankSchemas(this.nodes)) {
      this.fault = "$: one value would go through more than 32 schemas, or without an end";
    }
    return this.fault.length == 0 ? this.root : null;
  }

  private declare(definitions: JsonValue): void {
    if (definitions.kind != JsonKind.Object) return this.fail("$.$defs", "must be an object");
    for (let i = 0; i < definitions.length; ++i) this.definitions.set(definitions.nameAt(i), new SchemaNode());
  }

  private readAt(node: SchemaNode, value: JsonValue | null, path: string): void {
    if (value !== null) this.read(node, value, path);
  }

  private read(node: SchemaNode, value: JsonValue, path: string): void {
    if (this.nodes.length >= SCHEMAS_MAX) return this.fail(path, "is one of more than 1000 schemas");
    this.nodes.push(node);
    if (value.kind == JsonKind.Boolean) {
      if (!value.boolean) node.types = 0;
      return;
    }
    if (value.kind != JsonKind.Object) return this.fail(path, "must be a schema: an object, true or false");
    for (let i = 0; i < value.length && this.fault.length == 0; ++i) {
      const keyword = value.nameAt(i);
      const member = value.at(i);
      if (member !== null) this.readKeyword(node, keyword, member, path + memberStep(keyword), path == "$");
    }
  }

  private readKeyword(node: SchemaNode, keyword: string, value: JsonValue, path: string, isRoot: bool): void {
    if (ANNOTATIONS.includes(keyword)) return;
    if (keyword == "$schema" || keyword == "$id" || keyword == "$defs") {
      if (!isRoot) return this.fail(path, "is only known at the root");
      const isDialect = value.text == DIALECT || value.text == DIALECT + "#";
      if (keyword == "$schema" && !isDialect) this.fail(path, "only 2020-12 is known");
      return;
    }
    if (keyword == "type") return this.readTypes(node, value, path);
    if (keyword == "const") return this.addChoices(node, [value], path);
    if (keyword == "enum") return this.addChoices(node, this.listOf(value, path), path);
    if (keyword == "$ref") return this.readReference(node, value, path);
    if (keyword == "pattern") return this.readPattern(node, value, path);
    if (keyword == "required") return this.readRequired(node, value, path);
    if (keyword == "properties") return this.readProperties(node, value, path);
    if (keyword == "minimum") node.minimum = this.numberOf(value, path);
    else if (keyword == "maximum") node.maximum = this.numberOf(value, path);
    else if (keyword == "exclusiveMinimum") node.exclusiveMinimum = this.numberOf(value, path);
    else if (keyword == "exclusiveMaximum") node.exclusiveMaximum = this.numberOf(value, path);
    else if (keyword == "minLength") node.minLength = this.sizeOf(value, path);
    else if (keyword == "maxLength") node.maxLength = this.sizeOf(value, path);
    else if (keyword == "minItems") node.minItems = this.sizeOf(value, path);
    else if (keyword == "maxItems") node.maxItems = this.sizeOf(value, path);
    else if (keyword == "minProperties") node.minProperties = this.sizeOf(value, path);
    else if (keyword == "maxProperties") node.maxProperties = this.sizeOf(value, path);
    else if (keyword == "items") node.items = this.child(value, path);
    else if (keyword == "additionalProperties") node.additionalProperties = this.child(value, path);
    else if (keyword == "not") node.not = this.child(value, path);
    else if (keyword == "allOf") node.allOf = this.children(value, path);
    else if (keyword == "anyOf") node.anyOf = this.children(value, path);
    else if (keyword == "oneOf") node.oneOf = this.children(value, path);
    else this.fail(path, "is a keyword that is not known here");
  }

  private readTypes(node: SchemaNode, value: JsonValue, path: string): void {
    const names = value.kind == JsonKind.String ? [value] : this.listOf(value, path);
    let types = 0;
    for (let i = 0; i < names.length; ++i) {
      const kind = TYPES.indexOf(names[i].text);
      if (kind >= 0) types |= 1 << kind;
      else if (names[i].text == "integer") types |= INTEGER | (1 << JsonKind.Number);
      else this.fail(path, "names no type");
    }
    // Integers and numbers are numbers.
    const takesNumbers = hasText(names, "number");
    node.types = takesNumbers ? types & ~INTEGER : types;
  }

  private addChoices(node: SchemaNode, values: JsonValue[], path: string): void {
    if (node.choices !== null) return this.fail(path, "const and enum can't stand together");
    node.choices = values;
  }

  private readReference(node: SchemaNode, value: JsonValue, path: string): void {
    const text = value.text;
    const name = text.startsWith("#/$defs/") ? text.substring(8) : "";
    if (text == "#") node.reference = this.root;
    else if (this.definitions.has(name)) node.reference = this.definitions.get(name);
    else this.fail(path, "must be #, or #/$defs/ and a name that is there");
  }

  private readPattern(node: SchemaNode, value: JsonValue, path: string): void {
    if (value.kind != JsonKind.String) return this.fail(path, "must be a string");
    if (++this.patternCount > PATTERNS_MAX) return this.fail(path, "is one of more than 128 patterns");
    const result = Regex.compile(value.text);
    node.pattern = result.regex;
    if (result.regex === null) this.fail(path, result.error);
  }

  private readRequired(node: SchemaNode, value: JsonValue, path: string): void {
    if (value.kind == JsonKind.Array && value.length == 0) return;
    const names = this.listOf(value, path);
    for (let i = 0; i < names.length; ++i) {
      if (names[i].kind != JsonKind.String) this.fail(path + itemStep(i), "must be a string");
      node.required.push(names[i].text);
    }
  }

  private readProperties(node: SchemaNode, value: JsonValue, path: string): void {
    if (value.kind != JsonKind.Object) return this.fail(path, "must be an object");
    const properties = new Map<string, SchemaNode>();
    for (let i = 0; i < value.length; ++i) {
      const name = value.nameAt(i);
      const member = value.at(i);
      if (member !== null) properties.set(name, this.child(member, path + memberStep(name)));
    }
    node.properties = properties;
  }

  private child(value: JsonValue, path: string): SchemaNode {
    const node = new SchemaNode();
    this.read(node, value, path);
    return node;
  }

  private children(value: JsonValue, path: string): SchemaNode[] {
    const values = this.listOf(value, path);
    const nodes: SchemaNode[] = [];
    for (let i = 0; i < values.length; ++i) nodes.push(this.child(values[i], path + itemStep(i)));
    return nodes;
  }

  private listOf(value: JsonValue, path: string): JsonValue[] {
    const values: JsonValue[] = [];
    if (value.kind != JsonKind.Array || value.length == 0) this.fail(path, "must be an array that is not empty");
    for (let i = 0; i < value.length; ++i) {
      const item = value.at(i);
      if (item !== null) values.push(item);
    }
    return values;
  }

  private numberOf(value: JsonValue, path: string): f64 {
    if (value.kind != JsonKind.Number) this.fail(path, "must be a number");
    return value.number;
  }

  private sizeOf(value: JsonValue, path: string): i32 {
    const size = this.numberOf(value, path);
    if (size < 0 || Math.trunc(size) != size) this.fail(path, "must be an integer from 0 on");
    return <i32>Math.min(Math.max(size, 0), <f64>i32.MAX_VALUE);
  }

  private fail(path: string, what: string): void {
    if (this.fault.length == 0) this.fault = path + ": " + what;
  }
}

function hasText(values: JsonValue[], text: string): bool {
  for (let i = 0; i < values.length; ++i) {
    if (values[i].text == text) return true;
  }
  return false;
}
