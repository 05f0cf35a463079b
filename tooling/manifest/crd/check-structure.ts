import { createRequire } from "node:module";
import type * as AjvModule from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { JsonObject, Problem } from "../../../istio/index.js";
import type { Definition, Schema } from "./definition.js";
import { problemOf } from "./schema-problem.js";

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
    verbose: true,
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
