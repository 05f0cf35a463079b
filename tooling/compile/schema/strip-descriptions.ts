/** Keywords that only people read. */
const DESCRIPTIONS: readonly string[] = ["description", "$comment"];

/** Keywords whose members have names of the user's, and are schemas. */
const NAMED: readonly string[] = ["properties", "$defs"];

/** Keywords that hold values of the configuration, which are no schemas. */
const VALUES: readonly string[] = ["default", "const", "enum"];

/**
 * A schema without its descriptions: they are half of it, and those who read them have `config.schema.json` and the options' table. What it
 * allows is the same.
 */
export function stripDescriptions(schema: object): object {
  return strip(schema) as object;
}

function strip(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strip);
  if (typeof schema !== "object" || schema === null) return schema;
  return mapMembers(
    Object.fromEntries(Object.entries(schema).filter(([keyword]) => !DESCRIPTIONS.includes(keyword))),
    (value, keyword) => {
      if (VALUES.includes(keyword)) return value;
      return NAMED.includes(keyword) ? mapMembers(value as object, strip) : strip(value);
    },
  );
}

function mapMembers(object: object, map: (value: unknown, name: string) => unknown): object {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value, name)]));
}
