import { describe, expect, it } from "vitest";
import { collectClasses } from "../../../../tooling/compile/schema/model.js";
import { parseSchema } from "../../../../tooling/compile/schema/parse-schema.js";
import { EVERYTHING } from "./everything.js";

const options = { file: "config.schema.json", name: "my-filter-config" };
const object = (properties: object, rest: object = {}): object => ({
  type: "object",
  additionalProperties: false,
  properties,
  ...rest,
});
const variant = (op: object, properties: object = {}): object => ({
  ...object({ op, ...properties }),
  required: ["op", ...Object.keys(properties)],
});

describe("parseSchema", () => {
  it.each([
    [{ type: ["string", "null"] }, /name one type; what may be absent is left out of "required"/],
    [{ type: "integer" }, /give it a "default", or name it in "required"/],
    [{ type: "text" }, /^supported are /],
  ])("says the mend of %j", (schema, mend) => {
    expect(() => parseSchema(object({ a: schema }), options)).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(mend) as string }) as Error,
    );
  });

  it("takes every supported keyword", () => {
    expect(parseSchema(EVERYTHING, options).properties.map(({ fieldName }) => fieldName)).toContain("upstream");
  });

  it("names classes by their titles, else by their places", () => {
    const inner = object({ deep: object({ x: { type: "string" } }) }, { title: "Upstream cluster" });
    const schema = parseSchema(object({ up_stream: inner, plain: object({}) }), options);
    expect(collectClasses(schema).map(({ className }) => className)).toEqual([
      "UpstreamClusterDeep",
      "UpstreamCluster",
      "MyFilterConfigPlain",
      "MyFilterConfig",
    ]);
  });

  it("names fields in camel case", () => {
    const names = ["jwt_secret", "allowed-paths", "tokenHeader", "X", "a1_b2", "public", "default"];
    const schema = parseSchema(object(Object.fromEntries(names.map((name) => [name, { type: "string" }]))), options);
    expect(schema.properties.map(({ fieldName }) => fieldName)).toEqual([
      "jwtSecret",
      "allowedPaths",
      "tokenHeader",
      "x",
      "a1B2",
      "publicValue",
      "default",
    ]);
  });

  it("reads a schema that several places refer to once", () => {
    const ref = { $ref: "#/$defs/name" };
    const schema = parseSchema(object({ a: ref, b: ref }, { $defs: { name: { type: "string" } } }), options);
    expect(schema.properties[0]?.schema).toBe(schema.properties[1]?.schema);
  });

  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ["no object", 3, /json: \$: must be a schema object/],
    ["a schema of true", object({ a: true }), /\$\.properties\.a: must be a schema object/],
    [
      "another dialect",
      { $schema: "http://json-schema.org/draft-07/schema#" },
      /\$\.\$schema: only JSON Schema 2020-12/,
    ],
    ["a configuration that is no object", { type: "string" }, /\$: a configuration must be an object of known members/],
    ["a map for a configuration", { type: "object", additionalProperties: { type: "string" } }, /must be an object of/],
    ["an unknown keyword", object({ a: { type: "string", format: "uri" } }), /\$\.properties\.a\.format: this keyword/],
    ["multipleOf", object({ a: { type: "number", multipleOf: 2 } }), /\.a\.multipleOf: this keyword is not supported/],
    ["a keyword of another type", object({ a: { type: "boolean", minimum: 1 } }), /\.a\.minimum: this keyword/],
    ["$defs below the root", object({ a: { type: "string", $defs: {} } }), /\.a\.\$defs: this keyword/],
    ["several types", object({ a: { type: ["string", "null"] } }), /\.a\.type: must be object, array/],
    ["anyOf", object({ a: { anyOf: [{ type: "string" }] } }), /\.a\.anyOf: this keyword is not supported here/],
    ["an integer that may lack", object({ a: { type: "integer" } }), /\.a: an integer that is not required needs a/],
    ["limits without a type", object({ a: { minimum: 1 } }), /\.a\.type: must be object/],
    ["no type", object({ a: { description: "x" } }), /\.a\.type: must be object/],
    ["an object open to all", { type: "object", properties: {} }, /\$\.additionalProperties: must be false/],
    ["an object of anything", object({ a: { type: "object" } }), /\.a\.additionalProperties: an object needs/],
    ["a required stranger", { ...object({}), required: ["a"] }, /\$\.required: names a property that is not there/],
    ["an array of anything", object({ a: { type: "array" } }), /\.a: an array needs a schema of its items/],
    [
      "a negative length",
      object({ a: { type: "string", minLength: -1 } }),
      /\.a\.minLength: must be an integer from 0/,
    ],
    ["limits that cross", object({ a: { type: "string", minLength: 2, maxLength: 1 } }), /\.a\.maxLength: is smaller/],
    [
      "bounds that cross",
      object({ a: { type: "number", minimum: 2, maximum: 1, default: 2 } }),
      /\.a\.maximum: is below/,
    ],
    ["choices with limits", object({ a: { enum: ["x"], minLength: 1, type: "string" } }), /\.a: the choices of enum/],
    ["choices of other types", object({ a: { type: "string", enum: ["x", 1] } }), /\.a\.enum: must hold strings only/],
    ["a choice twice", object({ a: { enum: ["x", "x"] } }), /\.a\.enum: holds a value twice/],
    ["no choices", object({ a: { enum: [] } }), /\.a\.enum: must be an array that is not empty/],
    ["both enum and const", object({ a: { type: "string", enum: ["x"], const: "x" } }), /\.a\.const: use either/],
    [
      "an integer bound with a fraction",
      object({ a: { type: "integer", minimum: 0.5, default: 1 } }),
      /\.a\.minimum: must/,
    ],
    [
      "a number without default",
      object({ a: { type: "number" } }),
      /\.a: a number that is not required needs a default/,
    ],
    [
      "a default that breaks the schema",
      object({ a: { type: "string", default: 1 } }),
      /\.a\.default: breaks its own schema: \$: must be a string/,
    ],
    [
      "a default for a required property",
      { ...object({ a: { type: "string", default: "" } }), required: ["a"] },
      /\.a\.default: a required/,
    ],
    [
      "a default of objects",
      object({ a: { type: "array", items: object({}), default: [{}] } }),
      /\.a\.default: an array of/,
    ],
    [
      "a pattern outside the subset",
      object({ a: { type: "string", pattern: "^(a)$" } }),
      /\.a\.pattern: "\(" is outside/,
    ],
    ["a reference elsewhere", object({ a: { $ref: "other.json" } }), /\.a\.\$ref: must be #\/\$defs\//],
    ["a reference to nothing", object({ a: { $ref: "#/$defs/b" } }), /\.a\.\$ref: must be/],
    [
      "a reference that comes back",
      object({ a: { $ref: "#/$defs/b" } }, { $defs: { b: { type: "array", items: { $ref: "#/$defs/b" } } } }),
      /\$\.\$defs\.b\.items\.\$ref: leads back to itself/,
    ],
    ["an unused definition", object({}, { $defs: { b: { type: "string" } } }), /\$\.\$defs\.b: no \$ref leads here/],
    [
      "a reference with checks beside it",
      object({ a: { $ref: "#/$defs/b", minLength: 1 } }, { $defs: { b: { type: "string" } } }),
      /\.a\.minLength: this keyword/,
    ],
    [
      "two properties for one field",
      object({ a_b: { type: "string" }, aB: { type: "string" } }),
      /\$\.properties: two properties would be the field aB/,
    ],
    ["a name without letters", object({ "1": { type: "string" } }), /must begin with a letter/],
    [
      "two classes of one name",
      object({ a: object({}, { title: "X" }), b: object({}, { title: "X" }) }),
      /\.b: has the same name, X, as \$\.properties\.a/,
    ],
    ["a class of a taken name", object({ a: object({}, { title: "Map" }) }), /\.a: cannot be named Map/],
    ["oneOf of strings", object({ a: { oneOf: [{ type: "string" }] } }), /\.a\.oneOf\[0\]: must be an object schema/],
    [
      "oneOf without a tag",
      object({ a: { oneOf: [variant({ type: "string" }), variant({ const: "x" })] } }),
      /\.a\.oneOf: its objects need one required property/,
    ],
    [
      "oneOf with a tag value twice",
      object({ a: { oneOf: [variant({ const: "x" }), variant({ enum: ["x", "y"] })] } }),
      /\.a\.oneOf: its objects need/,
    ],
    [
      "oneOf whose objects differ in a field",
      object({
        a: {
          oneOf: [
            variant({ const: "x" }, { v: { type: "string" } }),
            variant({ const: "y" }, { v: { type: "boolean" } }),
          ],
        },
      }),
      /\.a\.oneOf: v differs from one object to another/,
    ],
    ["nesting without end", deep(100), /more than 32 deep/],
    ["a title that is no text", object({}, { title: 3 }), /\$\.title: must be a string/],
    [
      "a writeOnly that is no truth value",
      object({ a: { type: "string", writeOnly: "yes" } }),
      /\.a\.writeOnly: must be true or false/,
    ],
  ];
  it.each(refused)("refuses %s with file and path", (_, schema, message) => {
    expect(() => parseSchema(schema, options)).toThrow(
      expect.objectContaining({ name: "ToolError", code: "ERR_SCHEMA_UNSUPPORTED", exitCode: 2 }),
    );
    expect(() => parseSchema(schema, options)).toThrow(message);
    expect(() => parseSchema(schema, options)).toThrow(/^config\.schema\.json: \$/);
  });
});

function deep(levels: number): object {
  let schema: object = { type: "string" };
  for (let level = 0; level < levels; level++) schema = { type: "array", items: schema };
  return object({ a: schema });
}
