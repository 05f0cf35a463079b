import fc from "fast-check";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Schema = boolean | Record<string, unknown>;

/** Few of each, so that documents and schemas meet. */
const names = fc.constantFrom("a", "b", "c", "é", "$x y");
const texts = fc.constantFrom("", "a", "ab", "abc", "a1", "é", "😀", "😀😀", "a\n", "1", "$x y");
const numbers = fc.constantFrom(-1, -0, 0, 0.5, 1, 1.0, 1.5, 2, 3, 10, 1e20, -2.5, 1e-7, 9007199254740993);
const patterns = fc.constantFrom("^a", "b$", "^[a-c]*$", "\\d", "^.$", "^..$", "(a|é)", "^$");
const sizes = fc.constantFrom(0, 1, 2, 3);

/** Documents of those names and values. */
export const documents: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(null, true, false),
    numbers,
    texts,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const types = fc.constantFrom("null", "boolean", "number", "integer", "string", "array", "object");

/** One or two keywords beside each other, of those that the filter knows. */
const schema = fc.letrec<{ schema: Schema }>((tie) => {
  const list = fc.array(tie("schema"), { minLength: 1, maxLength: 3 });
  const keywords: fc.Arbitrary<Record<string, unknown>>[] = [
    fc.record({ type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 4 })) }),
    fc.record({ enum: fc.array(documents, { minLength: 1, maxLength: 4 }) }),
    fc.record({ const: documents }),
    fc.record({ minimum: numbers }),
    fc.record({ maximum: numbers }),
    fc.record({ exclusiveMinimum: numbers, title: texts }),
    fc.record({ exclusiveMaximum: numbers }),
    fc.record({ minLength: sizes }),
    fc.record({ maxLength: sizes }),
    fc.record({ pattern: patterns }),
    fc.record({ minItems: sizes }),
    fc.record({ maxItems: sizes }),
    fc.record({ minProperties: sizes }),
    fc.record({ maxProperties: sizes }),
    fc.record({ required: fc.uniqueArray(names, { maxLength: 2 }) }),
    fc.record({ $ref: fc.constantFrom("#", "#/$defs/p", "#/$defs/q") }),
  ];
  const nesting: fc.Arbitrary<Record<string, unknown>>[] = [
    fc.record({ items: tie("schema") }),
    fc.record({ properties: fc.dictionary(names, tie("schema"), { maxKeys: 3, noNullPrototype: true }) }),
    fc.record({
      properties: fc.dictionary(names, tie("schema"), { maxKeys: 3, noNullPrototype: true }),
      additionalProperties: tie("schema"),
    }),
    fc.record({ allOf: list }),
    fc.record({ anyOf: list }),
    fc.record({ oneOf: list }),
    fc.record({ not: tie("schema") }),
  ];
  const one = fc.oneof({ maxDepth: 4 }, fc.oneof(...keywords), fc.oneof(...nesting));
  const several = fc.array(one, { minLength: 1, maxLength: 3 }).map((parts) => {
    const merged: Record<string, unknown> = Object.assign({}, ...parts) as Record<string, unknown>;
    if ("const" in merged) delete merged["enum"];
    return merged;
  });
  return { schema: fc.oneof({ weight: 1, arbitrary: fc.boolean() }, { weight: 12, arbitrary: several }) };
}).schema;

/** Schemas with two definitions, that their references lead to. */
export const schemas: fc.Arbitrary<Schema> = fc
  .tuple(schema, schema, schema)
  .map(([root, p, q]) => ({ ...(typeof root === "boolean" ? { allOf: [root] } : root), $defs: { p, q } }));
