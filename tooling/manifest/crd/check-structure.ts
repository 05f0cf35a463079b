import { createRequire } from "node:module";
import type * as AjvModule from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { JsonObject, Problem } from "../../../istio/index.js";
import type { Definition, Schema } from "./definition.js";
import { pathOf, step } from "./path.js";

// Loaded by the first definition: most commands validate none.
const load = createRequire(import.meta.url);
const compiled = new Map<Definition, ValidateFunction>();
let ajv: AjvModule.Ajv | null = null;

/** A number of a format that Kubernetes checks. */
const integer = (minimum: number, maximum: number) => ({
  type: "number" as const,
  validate: (value: number) => Number.isInteger(value) && value >= minimum && value <= maximum,
});

/** What the schema of a definition says against an object: types, enumerations, lengths, patterns, and fields it does not know. */
export function checkStructure(definition: Definition, object: JsonObject): Problem[] {
  let validate = compiled.get(definition);
  if (validate === undefined) compiled.set(definition, (validate = compile(definition)));
  if (validate(object)) return [];
  return (validate.errors ?? []).filter((error) => !isOfBranch(error)).map((error) => problemOf(error, object));
}

function compile({ schema }: Definition): ValidateFunction {
  ajv ??= new (load("ajv") as typeof AjvModule).Ajv({
    allErrors: true,
    strict: false,
    formats: {
      int32: integer(-(2 ** 31), 2 ** 31 - 1),
      uint32: integer(0, 2 ** 32 - 1),
      int64: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
      double: true,
      binary: true,
    },
  });
  // What every object has, and not every definition lists.
  const common = { apiVersion: {}, kind: {}, metadata: {} };
  return ajv.compile(closed({ ...schema, properties: { ...common, ...schema.properties } }));
}

/**
 * A schema that refuses the fields it does not list. Kubernetes drops them in silence (kubectl warns): the plugin would run
 * without what was asked for. `metadata` is the API server's own matter.
 */
function closed(schema: Schema): Schema {
  const { properties, items, additionalProperties } = schema;
  const isOpen = additionalProperties !== undefined || schema["x-kubernetes-preserve-unknown-fields"] === true;
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: mapValues(properties, closed) }),
    ...(items === undefined ? {} : { items: closed(items) }),
    ...(typeof additionalProperties === "object" ? { additionalProperties: closed(additionalProperties) } : {}),
    ...(isOpen || properties === undefined ? {} : { additionalProperties: false }),
  };
}

function mapValues<T>(object: Readonly<Record<string, T>>, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

/** Errors of one branch of an alternative say nothing: the alternative has an error of its own. */
function isOfBranch({ schemaPath }: ErrorObject): boolean {
  return /\/(?:oneOf|anyOf)\/\d+\/|\/not\//.test(schemaPath);
}

/** An error in our words, which never hold the value: it may be a secret. */
function problemOf(error: ErrorObject, object: JsonObject): Problem {
  const at = pathOf(error.instancePath, object);
  const { params } = error as { params: Readonly<Record<string, unknown>> };
  const text = (name: string): string => String(params[name]);
  switch (error.keyword) {
    case "required":
      return { path: step(at, text("missingProperty")), message: "is missing", hint: "give it" };
    case "additionalProperties":
      return {
        path: step(at, text("additionalProperty")),
        message: "is no field of this kind",
        hint: "take it out, or mend its name",
      };
    case "enum":
      return {
        path: at,
        message: "is none of the values there are",
        hint: `use one of ${(params["allowedValues"] as readonly unknown[]).join(", ")}`,
      };
    case "type":
      return { path: at, message: `is no ${text("type")}`, hint: `give ${text("type")}` };
    case "pattern":
      return { path: at, message: "has another form", hint: `let it match ${text("pattern")}` };
    case "minLength":
    case "maxLength":
    case "minItems":
    case "maxItems":
    case "minimum":
    case "maximum":
    case "maxProperties":
      return { path: at, message: `breaks ${error.keyword} ${text("limit")}`, hint: "keep to the limit" };
    case "oneOf":
      return { path: at, message: "holds fields that exclude one another", hint: "keep one of them" };
    case "format":
      return { path: at, message: `is no ${text("format")}`, hint: "keep to the format" };
    default:
      return { path: at, message: error.message ?? `breaks ${error.keyword}`, hint: "keep to the schema" };
  }
}
