import { writeInteger } from "../encoding/integer";
import { JsonKind, JsonValue } from "../json/value";
import { ConfigFault } from "./config-fault";
import { ConfigPattern, matchesPattern, patternSource } from "./config-pattern";

/** Reads a string of `minLength` to `maxLength` code points, -1 for any number, that matches the pattern, if there is one. */
export function readText(value: JsonValue, minLength: i32, maxLength: i32, pattern: ConfigPattern | null): string {
  if (value.kind != JsonKind.String) {
    ConfigFault.set("must be a string");
    return "";
  }
  const text = value.text;
  checkText(text, minLength, maxLength, pattern);
  return text;
}

/** Notes a fault of a text that has not those lengths, or does not match. */
export function checkText(text: string, minLength: i32, maxLength: i32, pattern: ConfigPattern | null): void {
  if (minLength > 0 || maxLength >= 0) {
    const length = countCodePoints(text);
    if (length < minLength) ConfigFault.set("must have at least " + count(minLength, "character"));
    else if (<u32>length > <u32>maxLength) ConfigFault.set("must have at most " + count(maxLength, "character"));
  }
  if (pattern !== null && !matchesPattern(pattern, text)) ConfigFault.set("must match " + patternSource(pattern));
}

/** Reads a string that is one of the choices. */
export function readChoice(value: JsonValue, choices: StaticArray<string>): string {
  const text = readText(value, 0, -1, null);
  if (!choices.includes(text)) ConfigFault.set("must be one of " + choices.join(", "));
  return text;
}

/** Reads the member of an object that says which of several objects it is; empty after a fault. */
export function readTag(value: JsonValue, name: string, choices: StaticArray<string>): string {
  if (value.kind != JsonKind.Object) {
    ConfigFault.set("must be an object");
    return "";
  }
  const tag = value.get(name);
  if (tag === null) ConfigFault.set("is required");
  const text = tag === null ? "" : readChoice(tag, choices);
  if (!ConfigFault.isSet()) return text;
  ConfigFault.insideMember(name);
  return "";
}

/** `1 item`, `2 items`. */
export function count(amount: i32, noun: string): string {
  return writeInteger(amount) + " " + noun + (amount == 1 ? "" : "s");
}

function countCodePoints(text: string): i32 {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) != 0xdc00) length++;
  }
  return length;
}
