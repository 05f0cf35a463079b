import { fieldDeclaration, fieldType, isInt32, isReference } from "./field-declaration.js";
import {
  type ArraySchema,
  collectClasses,
  type ConfigSchema,
  type MapSchema,
  type NumberSchema,
  type ObjectSchema,
  type Property,
  type TextSchema,
  type UnionSchema,
} from "./model.js";
import { stringLiteral, toFieldName } from "./names.js";
import { type PatternStep } from "./pattern.js";

/** First line of every generated file. */
export const GENERATED = "// Generated from config.schema.json by sluice build. Do not edit.";

/** For editors: AssemblyScript looks into a generic function when it is called, TypeScript before. */
const FOR_EDITORS = "// @ts-nocheck: AssemblyScript";

/**
 * Writes the AssemblyScript source of a configuration: one class for each object of the schema, with its defaults, and a
 * parser that never traps and names the JSON path of what it refuses.
 *
 * @example
 * const parsed = AuthConfig.parse(configuration); // in the filter
 * if (parsed.value === null) return new Refusal(parsed.error);
 */
export function generateConfigClass(schema: ObjectSchema): string {
  const writer = new ClassWriter();
  const classes = collectClasses(schema).map((node) =>
    node.kind === "object" ? writer.writeObject(node, node === schema) : writer.writeUnion(node),
  );
  const imports = [...writer.imports].sort().join(", ");
  const sections = [
    `${GENERATED}\n${FOR_EDITORS}\nimport { ${imports} } from "sluice/sdk/config";`,
    writer.constants.join("\n"),
    ...classes,
    ...writer.functions,
  ];
  return `${sections.join("\n\n")}\n`;
}

/** The upper limit that is none. */
const ANY_NUMBER = -1;

class ClassWriter {
  readonly imports = new Set(["closeConfig", "ConfigMembers", "JsonValue", "openConfig", "ParsedConfig"]);
  readonly constants: string[] = [];
  readonly functions: string[] = [];
  readonly #written = new Map<string, string>();

  writeObject(schema: ObjectSchema, isRoot: boolean): string {
    const { className, properties } = schema;
    return lines(
      ...comment(schema.description, ""),
      `export class ${className} {`,
      ...properties.flatMap((property) => this.#field(property)),
      ...(isRoot ? parseMethod(className) : []),
      "  /** Reads one JSON value; a fault is kept until the end. */",
      `  static read(value: JsonValue): ${className} {`,
      `    const config = new ${className}();`,
      ...this.#members(schema, className, className),
      "    return config;",
      "  }",
      "}",
    );
  }

  writeUnion(schema: UnionSchema): string {
    const { className, tag, variants } = schema;
    const fields = new Map(
      variants.flatMap(({ object }) => object.properties.map((property) => [property.fieldName, property] as const)),
    );
    const tagField = toFieldName(tag);
    const tagConstant = this.#constant(
      `${toConstantCase(className)}_TAGS`,
      variants.flatMap(({ tagValues }) => tagValues),
    );
    this.imports.add("readTag");
    return lines(
      ...comment(schema.description, ""),
      `export class ${className} {`,
      ...[...fields.values()].flatMap((property) =>
        this.#field({ ...property, description: property.name === tag ? unionTag(schema) : property.description }),
      ),
      "  /** Reads one JSON value; a fault is kept until the end. */",
      `  static read(value: JsonValue): ${className} {`,
      `    const config = new ${className}();`,
      `    config.${tagField} = readTag(value, ${stringLiteral(tag)}, ${tagConstant});`,
      ...variants.map(({ tagValues, object }) => {
        const condition = tagValues.map((tagValue) => `config.${tagField} == ${stringLiteral(tagValue)}`).join(" || ");
        return `    if (${condition}) fill${object.className}(value, config);`;
      }),
      "    return config;",
      "  }",
      "}",
      ...variants.flatMap(({ object }) => [
        "",
        `function fill${object.className}(value: JsonValue, config: ${className}): void {`,
        ...this.#members(object, object.className, className, tag).map((line) => line.slice(2)),
        "}",
      ]),
    );
  }

  #field(property: Property): string[] {
    return [...comment(property.description, "  "), `  ${fieldDeclaration(property)};`, ""];
  }

  /** The statements that read an object's members into `config`, but for the tag, which is read first. */
  #members({ properties }: ObjectSchema, owner: string, className: string, tag: string | null = null): string[] {
    const read = properties.filter(({ name }) => name !== tag);
    const required = read.filter(({ isRequired }) => isRequired);
    const others = properties.filter((property) => !required.includes(property));
    const names = [...required, ...others].map(({ name }) => name);
    const known = this.#constant(`${toConstantCase(owner)}_KEYS`, names);
    const open = `new ConfigMembers(value, ${known}, ${required.length}, changetype<usize>(config))`;
    return [
      `    const members = ${open};`,
      ...read.map((property) => `    ${this.#member(property, names.indexOf(property.name), className)};`),
      "    members.end();",
    ];
  }

  /** The statement that reads one member. */
  #member({ fieldName, schema }: Property, index: number, className: string): string {
    const call = (method: string, ...more: readonly (string | number)[]): string =>
      `members.${method}(${[index, `offsetof<${className}>(${stringLiteral(fieldName)})`, ...more].join(", ")})`;
    switch (schema.kind) {
      case "string":
        return schema.choices === null
          ? call(schema.isSecret ? "secret" : "text", ...this.#textLimits(schema))
          : call("choice", this.#constant("CHOICES", schema.choices));
      case "boolean":
        return call("boolean");
      case "object":
      case "union":
        return call("nested", `${schema.className}.read`);
      case "array":
        if (isReference(schema.items)) return call("items", this.#reader(schema.items), ...itemLimits(schema));
        break;
      case "integer":
        if (schema.choices === null && isInt32(schema)) {
          return call("int32", Number(schema.minimum), Number(schema.maximum));
        }
        break;
      case "number":
      case "map":
        break;
    }
    return `if (members.find(${index})) config.${fieldName} = ${this.#read(schema, "members.value")}`;
  }

  /** A function that reads a value of a schema whose values are objects. */
  #reader(schema: ConfigSchema): string {
    if (schema.kind === "object" || schema.kind === "union") return `${schema.className}.read`;
    if (schema.kind === "map") return this.#function(schema, "ConfigEntries");
    if (schema.kind === "array" && !isReference(schema.items)) return this.#function(schema, "ConfigItems");
    const expression = this.#read(schema, "value");
    return this.#once("readItem", ` ${expression}`, (name) => {
      this.functions.push(
        lines(`function ${name}(value: JsonValue): ${fieldType(schema)} {`, `  return ${expression};`, "}"),
      );
    });
  }

  /** The expression that reads a value of the schema out of the JSON value that `value` names. */
  #read(schema: ConfigSchema, value: string): string {
    switch (schema.kind) {
      case "string":
        return this.#readText(schema, value);
      case "number":
      case "integer":
        return this.#readNumber(schema, value);
      case "boolean":
        this.imports.add("readBoolean");
        return `readBoolean(${value})`;
      case "array":
        if (isReference(schema.items)) {
          this.imports.add("readItems");
          const items = `readItems(${[value, this.#reader(schema.items), ...itemLimits(schema)].join(", ")})`;
          return `changetype<${fieldType(schema)}>(${items})`;
        }
        return `${this.#function(schema, "ConfigItems")}(${value})`;
      case "map":
        return `${this.#function(schema, "ConfigEntries")}(${value})`;
      case "object":
      case "union":
        return `${schema.className}.read(${value})`;
    }
  }

  #readText(schema: TextSchema, value: string): string {
    const { choices, isSecret } = schema;
    if (choices !== null) {
      this.imports.add("readChoice");
      return `readChoice(${value}, ${this.#constant("CHOICES", choices)})`;
    }
    const reader = isSecret ? "readSecret" : "readText";
    this.imports.add(reader);
    return `${reader}(${[value, ...this.#textLimits(schema)].join(", ")})`;
  }

  #textLimits({ minLength, maxLength, pattern }: TextSchema): (string | number)[] {
    return [minLength, maxLength ?? ANY_NUMBER, pattern === null ? "null" : this.#pattern(pattern)];
  }

  #readNumber(schema: NumberSchema, value: string): string {
    const { kind, choices, minimum, maximum } = schema;
    if (choices !== null) {
      this.imports.add("readNumberChoice");
      const type = fieldType(schema);
      const read = `readNumberChoice(${value}, ${this.#constant("CHOICES", choices, "f64")})`;
      return type === "f64" ? read : `<${type}>${read}`;
    }
    const reader = kind === "integer" ? "readInteger" : "readNumber";
    this.imports.add(reader);
    const [lowest, highest] =
      kind === "integer" ? ["-9007199254740991", "9007199254740991"] : ["-Infinity", "Infinity"];
    const limits = minimum === null && maximum === null ? [] : [minimum ?? lowest, maximum ?? highest];
    const read = `${reader}(${[value, ...limits].join(", ")})`;
    return kind === "integer" && isInt32(schema) ? `<i32>${read}` : read;
  }

  /** A function that reads an array or a map, made once for each shape. */
  #function(schema: ArraySchema | MapSchema, reader: "ConfigItems" | "ConfigEntries"): string {
    const type = fieldType(schema);
    const isArray = schema.kind === "array";
    const element = this.#read(isArray ? schema.items : schema.values, "members.value");
    const size = isArray ? `, ${itemLimits(schema).join(", ")}` : "";
    return this.#once(isArray ? "readList" : "readEntries", ` ${size}${element}`, (name) => {
      this.imports.add(reader);
      if (!isArray) this.imports.add("TextMap");
      this.functions.push(
        lines(
          `function ${name}(value: JsonValue): ${type} {`,
          isArray ? `  const list: ${type} = [];` : `  const list = new ${type}();`,
          `  const members = new ${reader}(value${size});`,
          isArray
            ? `  while (members.next()) list.push(${element});`
            : `  while (members.next()) list.set(members.name, ${element});`,
          "  return list;",
          "}",
        ),
      );
    });
  }

  #pattern({ source, steps }: { readonly source: string; readonly steps: readonly PatternStep[] }): string {
    return this.#once("PATTERN", ` ${source}`, (name) => {
      this.imports.add("ConfigPattern");
      const words = steps.flatMap(({ set, isOptional, isRepeated }) => [
        ...set.ascii,
        (set.hasOthers ? 1 : 0) | (isOptional ? 2 : 0) | (isRepeated ? 4 : 0),
      ]);
      this.constants.push(
        `const ${name}: ConfigPattern = [${[`changetype<usize>(${stringLiteral(source)})`, ...words].join(", ")}];`,
      );
    });
  }

  #constant(prefix: string, values: readonly (string | number)[], type = "string"): string {
    const list = values.map((value) => (typeof value === "string" ? stringLiteral(value) : String(value))).join(", ");
    return this.#once(prefix, ` ${type} ${list}`, (name) => {
      this.constants.push(`const ${name}: StaticArray<${type}> = [${list}];`);
    });
  }

  /** Writes a constant or a function unless one for the same key is there; returns its name. */
  #once(prefix: string, key: string, write: (name: string) => void): string {
    const known = this.#written.get(prefix + key);
    if (known !== undefined) return known;
    const others = [...this.#written.keys()].filter((other) => other.startsWith(prefix)).length;
    const name = `${prefix}${others === 0 ? "" : others + 1}`;
    this.#written.set(prefix + key, name);
    write(name);
    return name;
  }
}

function itemLimits({ minItems, maxItems }: ArraySchema): number[] {
  return [minItems, maxItems ?? ANY_NUMBER];
}

function parseMethod(className: string): string[] {
  return [
    "  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */",
    `  static parse<T>(configuration: T): ParsedConfig<${className}> {`,
    `    return closeConfig<${className}>(${className}.read(openConfig(configuration.dataStart, configuration.byteLength)));`,
    "  }",
    "",
  ];
}

function unionTag({ variants }: UnionSchema): string {
  return `One of ${variants.flatMap(({ tagValues }) => tagValues).join(", ")}: says which of the other fields count.`;
}

/** A TSDoc comment. A description must not end it. */
function comment(text: string | null, indent: string): string[] {
  return text === null ? [] : [`${indent}/** ${text.replace(/\s+/g, " ").trim().replaceAll("*/", "*\\/")} */`];
}

function toConstantCase(className: string): string {
  return className.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}

function lines(...parts: readonly string[]): string {
  return parts.join("\n");
}
