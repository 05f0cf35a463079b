import { JsonKind, JsonValue } from "sluice/sdk";
import { characterCount } from "./character-count";
import { Fault } from "./fault";
import { equalsJson } from "./json-equality";
import { INTEGER, SchemaNode } from "./schema-node";

/** Whether the value is valid; else the fault says where and why. Recurses at most 64 × 33 times: see `rankSchemas`. */
export function checkValue(schema: SchemaNode, value: JsonValue, fault: Fault): bool {
  if (!fault.spend(1)) return false;
  const kind = value.kind;
  if (!schema.takes(kind)) return fault.fail(schema.types == 0 ? "is not allowed" : "has a type that is not allowed");
  const choices = schema.choices;
  if (choices !== null && !isAmong(choices, value, fault)) return fault.fail("is none of the values that are allowed");
  if (kind == JsonKind.Number && !checkNumber(schema, value.number, fault)) return false;
  if (kind == JsonKind.String && !checkString(schema, value, fault)) return false;
  if (kind == JsonKind.Array && !checkArray(schema, value, fault)) return false;
  if (kind == JsonKind.Object && !checkObject(schema, value, fault)) return false;
  const reference = schema.reference;
  if (reference !== null && !checkValue(reference, value, fault)) return false;
  return checkCombinations(schema, value, fault);
}

function isAmong(choices: JsonValue[], value: JsonValue, fault: Fault): bool {
  // Each comparison ends at the first difference, but may make values of as many as there are.
  if (!fault.spend(choices.length + value.length)) return false;
  for (let i = 0; i < choices.length; ++i) {
    if (equalsJson(choices[i], value)) return true;
  }
  return false;
}

function checkNumber(schema: SchemaNode, number: f64, fault: Fault): bool {
  if ((schema.types & INTEGER) != 0 && Math.trunc(number) != number) return fault.fail("must be an integer");
  if (number < schema.minimum || number <= schema.exclusiveMinimum) return fault.fail("is too small");
  if (number > schema.maximum || number >= schema.exclusiveMaximum) return fault.fail("is too large");
  return true;
}

function checkString(schema: SchemaNode, value: JsonValue, fault: Fault): bool {
  if (schema.minLength > 0 || schema.maxLength < i32.MAX_VALUE) {
    const length = characterCount(value);
    if (length < schema.minLength) return fault.fail("is too short");
    if (length > schema.maxLength) return fault.fail("is too long");
  }
  const pattern = schema.pattern;
  if (pattern === null) return true;
  if (!fault.spend(value.textLength() >> 4)) return false;
  return pattern.test(value.text) || fault.fail("does not match the pattern");
}

function checkArray(schema: SchemaNode, value: JsonValue, fault: Fault): bool {
  if (value.length < schema.minItems) return fault.fail("has too few items");
  if (value.length > schema.maxItems) return fault.fail("has too many items");
  const items = schema.items;
  if (items === null) return true;
  for (let i = 0; i < value.length; ++i) {
    const item = value.at(i);
    if (item !== null && !checkValue(items, item, fault)) return fault.insideItem(i);
  }
  return true;
}

function checkObject(schema: SchemaNode, value: JsonValue, fault: Fault): bool {
  if (value.length < schema.minProperties) return fault.fail("has too few members");
  if (value.length > schema.maxProperties) return fault.fail("has too many members");
  const required = schema.required;
  for (let i = 0; i < required.length; ++i) {
    if (!fault.spend(1 + (value.length >> 3))) return false;
    if (value.get(required[i]) !== null) continue;
    fault.fail("is required");
    return fault.insideMember(required[i]);
  }
  return !schema.hasMembers || checkMembers(schema, value, fault);
}

function checkMembers(schema: SchemaNode, value: JsonValue, fault: Fault): bool {
  const properties = schema.properties;
  const additional = schema.additionalProperties;
  for (let i = 0; i < value.length; ++i) {
    const name = value.nameAt(i);
    const member = value.at(i);
    if (!fault.spend(1 + (name.length >> 4))) return false;
    let own = additional;
    if (properties !== null && properties.has(name)) own = properties.get(name);
    if (own !== null && member !== null && !checkValue(own, member, fault)) return fault.insideMember(name);
  }
  return true;
}

function checkCombinations(schema: SchemaNode, value: JsonValue, fault: Fault): bool {
  for (let i = 0; i < schema.allOf.length; ++i) {
    if (!checkValue(schema.allOf[i], value, fault)) return false;
  }
  if (schema.anyOf.length > 0 && countValid(schema.anyOf, value, fault, 1) == 0) {
    return fault.fail("matches none of the schemas of anyOf");
  }
  if (schema.oneOf.length > 0) {
    const count = countValid(schema.oneOf, value, fault, 2);
    if (count == 0) return fault.fail("matches none of the schemas of oneOf");
    if (count > 1) return fault.fail("matches more than one of the schemas of oneOf");
  }
  const not = schema.not;
  if (not !== null && checkValue(not, value, fault)) return fault.fail("is what it must not be");
  return !fault.isExhausted;
}

/** How many of the schemas the value is valid for, counted up to `enough`. */
function countValid(schemas: SchemaNode[], value: JsonValue, fault: Fault, enough: i32): i32 {
  let count = 0;
  for (let i = 0; i < schemas.length && count < enough; ++i) {
    if (checkValue(schemas[i], value, fault)) ++count;
  }
  return count;
}
