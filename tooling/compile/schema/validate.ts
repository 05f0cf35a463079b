import { nearestName } from "../../nearest-name.js";
import {
  type ArraySchema,
  type ConfigSchema,
  type MapSchema,
  type NumberSchema,
  type ObjectSchema,
  type TextSchema,
  type UnionSchema,
} from "./model.js";
import { memberStep } from "./names.js";

/**
 * Checks a configuration, in the words that the filter itself would refuse it with.
 *
 * @returns the first fault with its JSON path, `$.jwt_secret: is required`, never with a value; null when there is none
 */
export function findFault(schema: ConfigSchema, value: unknown): string | null {
  return explainFault(schema, value)?.message ?? null;
}

/** What is wrong with a configuration. */
export interface ConfigurationFault {
  /** As `findFault` has it. */
  readonly message: string;
  /** The key that was most likely meant, where one is unknown. */
  readonly meant: string | null;
}

/** As `findFault`, with what was most likely meant. */
export function explainFault(schema: ConfigSchema, value: unknown): ConfigurationFault | null {
  const fault = check(schema, value);
  return fault === null ? null : { message: `$${fault.path}: ${fault.what}`, meant: fault.meant ?? null };
}

interface Fault {
  readonly path: string;
  readonly what: string;
  readonly meant?: string | null;
}

function check(schema: ConfigSchema, value: unknown): Fault | null {
  switch (schema.kind) {
    case "string":
      if (schema.isSecret && isObject(value)) return checkVariable(value);
      return typeof value === "string" ? checkText(schema, value) : fault("must be a string");
    case "number":
    case "integer":
      return checkNumber(schema, value);
    case "boolean":
      return typeof value === "boolean" ? null : fault("must be true or false");
    case "array":
      return Array.isArray(value) ? checkArray(schema, value) : fault("must be an array");
    case "map":
      return isObject(value) ? checkMap(schema, value) : NO_OBJECT;
    case "object":
      return isObject(value) ? checkObject(schema, value) : NO_OBJECT;
    case "union":
      return isObject(value) ? checkUnion(schema, value) : NO_OBJECT;
  }
}

function checkText({ choices, minLength, maxLength, pattern }: TextSchema, value: string): Fault | null {
  if (choices !== null) return choices.includes(value) ? null : fault(oneOf(choices));
  const length = [...value].length;
  if (length < minLength) return fault(`must have at least ${count(minLength, "character")}`);
  if (maxLength !== null && length > maxLength) return fault(`must have at most ${count(maxLength, "character")}`);
  if (pattern === null || new RegExp(pattern.source, "u").test(value)) return null;
  return fault(`must match ${pattern.source}`);
}

/** `{"env": "NAME"}`: what the variable holds is known where the filter runs. */
function checkVariable(value: Readonly<Record<string, unknown>>): Fault | null {
  const unknown = Object.keys(value).find((name) => name !== "env");
  if (unknown !== undefined) return unknownKey(unknown, ["env"]);
  if (!Object.hasOwn(value, "env")) return fault("is required", ".env");
  const name = value["env"];
  if (typeof name !== "string") return fault("must be a string", ".env");
  return name === "" ? fault("must have at least 1 character", ".env") : null;
}

function checkNumber({ kind, choices, minimum, maximum }: NumberSchema, value: unknown): Fault | null {
  if (kind === "integer" && !Number.isSafeInteger(value)) return fault("must be an integer");
  if (typeof value !== "number") return fault("must be a number");
  if (choices !== null) return choices.includes(value) ? null : fault(oneOf(choices));
  if (minimum !== null && value < minimum) return fault(`must be at least ${minimum}`);
  return maximum !== null && value > maximum ? fault(`must be at most ${maximum}`) : null;
}

function checkArray({ items, minItems, maxItems }: ArraySchema, value: readonly unknown[]): Fault | null {
  if (value.length < minItems) return fault(`must have at least ${count(minItems, "item")}`);
  if (maxItems !== null && value.length > maxItems) return fault(`must have at most ${count(maxItems, "item")}`);
  for (const [index, item] of value.entries()) {
    const found = check(items, item);
    if (found !== null) return { ...found, path: `[${index}]${found.path}` };
  }
  return null;
}

function checkObject({ properties }: ObjectSchema, value: Readonly<Record<string, unknown>>): Fault | null {
  const known = properties.map(({ name }) => name);
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) return unknownKey(unknown, known);
  for (const { name, schema, isRequired } of properties) {
    const isPresent = Object.hasOwn(value, name);
    const found = isPresent ? check(schema, value[name]) : isRequired ? fault("is required") : null;
    if (found !== null) return { ...found, path: memberStep(name) + found.path };
  }
  return null;
}

function checkUnion({ tag, variants }: UnionSchema, value: Readonly<Record<string, unknown>>): Fault | null {
  const tagValue = Object.hasOwn(value, tag) ? value[tag] : undefined;
  if (tagValue === undefined) return fault("is required", memberStep(tag));
  if (typeof tagValue !== "string") return fault("must be a string", memberStep(tag));
  const variant = variants.find(({ tagValues }) => tagValues.includes(tagValue));
  if (variant !== undefined) return checkObject(variant.object, value);
  return fault(oneOf(variants.flatMap(({ tagValues }) => tagValues)), memberStep(tag));
}

function checkMap({ values }: MapSchema, value: Readonly<Record<string, unknown>>): Fault | null {
  for (const [name, item] of Object.entries(value)) {
    const found = check(values, item);
    if (found !== null) return { ...found, path: memberStep(name) + found.path };
  }
  return null;
}

const NO_OBJECT: Fault = { path: "", what: "must be an object" };

function fault(what: string, path = ""): Fault {
  return { path, what };
}

function unknownKey(name: string, known: readonly string[]): Fault {
  return { ...fault("unknown key", memberStep(name)), meant: nearestName(name, known) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function oneOf(choices: readonly (string | number)[]): string {
  return `must be one of ${choices.join(", ")}`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
