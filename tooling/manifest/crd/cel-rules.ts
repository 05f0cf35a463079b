import { createRequire } from "node:module";
import type * as CelModule from "@bufbuild/cel";
import type * as CelExtensions from "@bufbuild/cel/ext";
import type { JsonValue } from "../../../istio/index.js";
import type { Schema } from "./definition.js";
import { goUrlScheme } from "./go-url.js";

type Evaluate = (self: CelModule.CelInput) => unknown;

// Loaded by the first rule: most commands evaluate none.
const load = createRequire(import.meta.url);
const compiled = new Map<string, Evaluate>();
let environment: ReturnType<typeof CelModule.celEnv> | null = null;

/**
 * Whether a rule holds for a value, as the API server evaluates it: an error of the evaluation is a refusal. Kubernetes'
 * functions `isURL`, `url` and `getScheme` are there, beside those of the language and of its strings extension.
 */
export function holds(rule: string, value: JsonValue, schema: Schema): boolean {
  let evaluate = compiled.get(rule);
  if (evaluate === undefined) compiled.set(rule, (evaluate = compile(rule)));
  return evaluate(toCel(value, schema)) === true;
}

function compile(rule: string): Evaluate {
  const cel = load("@bufbuild/cel") as typeof CelModule;
  environment ??= createEnvironment(cel);
  const run = cel.plan(environment, cel.parse(rule));
  return (self) => run({ self });
}

function createEnvironment(cel: typeof CelModule): ReturnType<typeof CelModule.celEnv> {
  const { STRING, BOOL } = cel.CelScalar;
  const { strings } = load("@bufbuild/cel/ext") as typeof CelExtensions;
  return cel.celEnv({
    funcs: [
      ...strings,
      cel.celFunc("isURL", [STRING], BOOL, (text) => goUrlScheme(text) !== null),
      // A URL is its own text here: no rule asks for more than its scheme.
      cel.celFunc("url", [STRING], STRING, (text) => text),
      cel.celMethod("getScheme", STRING, [], STRING, function () {
        return goUrlScheme(this) ?? "";
      }),
    ],
  });
}

/** A JSON value in CEL's types; whether a number is an integer, the schema says. */
function toCel(value: JsonValue, schema: Schema | undefined): CelModule.CelInput {
  if (typeof value === "number") return schema?.type === "integer" ? BigInt(value) : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => toCel(item, schema?.items));
  return new Map(Object.entries(value).map(([key, item]) => [key, toCel(item, childSchema(schema, key))]));
}

/** The schema of the value under a key, undefined where nothing is said of it. */
export function childSchema(schema: Schema | undefined, key: string): Schema | undefined {
  const { properties, additionalProperties } = schema ?? {};
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}
