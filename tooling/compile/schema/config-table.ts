import { collectClasses, type ConfigSchema, type ObjectSchema, type Property, type UnionSchema } from "./model.js";

type Row = readonly [option: string, type: string, fallback: string, description: string];

const HEAD: Row = ["Option", "Type", "Default", "Description"];

/** Writes the Markdown table of a configuration's options, and one more for each object inside it. */
export function generateConfigTable(schema: ObjectSchema): string {
  const classes = collectClasses(schema).reverse();
  return classes.map((node) => (node === schema ? table(rowsOf(schema)) : section(node))).join("\n\n");
}

function section(node: ObjectSchema | UnionSchema): string {
  const about = node.description === null ? "" : `: ${oneLine(node.description)}`;
  if (node.kind === "object") return `**${node.className}**${about}\n\n${table(rowsOf(node))}`;
  const variants = node.variants.map(({ object }) => {
    const description = object.description === null ? "" : `${oneLine(object.description)}\n\n`;
    return description + table(rowsOf(object));
  });
  return [`**${node.className}**${about}`, ...variants].join("\n\n");
}

function rowsOf({ properties }: ObjectSchema): Row[] {
  return properties.map((property) => [
    code(property.name),
    typeOf(property.schema),
    property.isRequired ? "required" : defaultOf(property),
    describe(property),
  ]);
}

function describe({ description, isSecret }: Property): string {
  const text = oneLine(description ?? "");
  return isSecret ? `${text} Secret.`.trim() : text;
}

function defaultOf({ defaultValue }: Property): string {
  return defaultValue === undefined ? "none" : code(JSON.stringify(defaultValue));
}

function typeOf(schema: ConfigSchema): string {
  switch (schema.kind) {
    case "string": {
      if (schema.choices !== null) return schema.choices.map(code).join(", ");
      const length = range(schema.minLength === 0 ? null : schema.minLength, schema.maxLength, "characters");
      const variable = schema.isSecret ? ` or ${code('{"env": "NAME"}')}` : "";
      return `string${length}${schema.pattern === null ? "" : ` matching ${code(schema.pattern.source)}`}${variable}`;
    }
    case "number":
    case "integer":
      return schema.choices?.join(", ") ?? `${schema.kind}${range(schema.minimum, schema.maximum, "")}`;
    case "boolean":
      return "boolean";
    case "array":
      return `array of ${inner(schema.items)}${range(schema.minItems || null, schema.maxItems, "items")}`;
    case "map":
      return `object of ${inner(schema.values)}`;
    case "object":
    case "union":
      return schema.className;
  }
}

function inner(schema: ConfigSchema): string {
  const type = typeOf(schema);
  return /,|array of|object of/.test(type) ? `(${type})` : type;
}

function range(lowest: number | null, highest: number | null, noun: string): string {
  const unit = noun === "" ? "" : ` ${noun}`;
  if (lowest !== null && highest !== null) return `, ${lowest} to ${highest}${unit}`;
  if (lowest !== null) return `, at least ${lowest}${lowest === 1 ? unit.replace(/s$/, "") : unit}`;
  return highest === null ? "" : `, at most ${highest}${highest === 1 ? unit.replace(/s$/, "") : unit}`;
}

/** An aligned table, as Prettier leaves it. */
function table(rows: readonly Row[]): string {
  if (rows.length === 0) return "No options.";
  const cells = [HEAD, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = HEAD.map((_, column) => Math.max(3, ...cells.map((row) => [...(row[column] ?? "")].length)));
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  const padded = cells.map((row) =>
    line(row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - [...cell].length))),
  );
  return [padded[0], line(widths.map((width) => "-".repeat(width))), ...padded.slice(1)].join("\n");
}

/** Inline code, fenced by more backticks than the text holds. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return fence + space + text + space + fence;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
