import { writeInteger } from "../encoding/integer";
import { JsonKind, JsonValue } from "../json/value";
import { ConfigFault } from "./config-fault";

/** The largest integer up to which a double tells every integer from its neighbours: 2^53 - 1. */
const INTEGER_MAX: f64 = 9007199254740991;

export function readBoolean(value: JsonValue): bool {
  if (value.kind != JsonKind.Boolean) ConfigFault.set("must be true or false");
  return value.boolean;
}

export function readNumber(value: JsonValue, minimum: f64 = -Infinity, maximum: f64 = Infinity): f64 {
  if (value.kind != JsonKind.Number) {
    ConfigFault.set("must be a number");
  } else if (value.number < minimum) {
    ConfigFault.set("must be at least " + format(minimum));
  } else if (value.number > maximum) {
    ConfigFault.set("must be at most " + format(maximum));
  }
  return value.number;
}

/** Reads a number without fraction, `1e3` and `1.0` included, of at most 2^53 - 1. */
export function readInteger(value: JsonValue, minimum: f64 = -INTEGER_MAX, maximum: f64 = INTEGER_MAX): i64 {
  const number = value.number;
  if (value.kind != JsonKind.Number || Math.floor(number) != number || abs(number) > INTEGER_MAX) {
    ConfigFault.set("must be an integer");
    return 0;
  }
  // Not by readNumber: how it writes doubles takes two kilobytes.
  if (number < minimum) ConfigFault.set("must be at least " + writeInteger(<i64>minimum));
  else if (number > maximum) ConfigFault.set("must be at most " + writeInteger(<i64>maximum));
  return <i64>number;
}

/** Reads such a number of 32 bits. */
export function readInt32(value: JsonValue, minimum: i32, maximum: i32): i32 {
  return <i32>readInteger(value, <f64>minimum, <f64>maximum);
}

/** Reads a number that is one of the choices. */
export function readNumberChoice(value: JsonValue, choices: StaticArray<f64>): f64 {
  const number = readNumber(value);
  if (!choices.includes(number)) {
    let list = "";
    for (let i = 0; i < choices.length; i++) list += (i == 0 ? "" : ", ") + format(choices[i]);
    ConfigFault.set("must be one of " + list);
  }
  return number;
}

/** A number as JSON writes it: AssemblyScript says `1.0`. */
function format(number: f64): string {
  const text = number.toString();
  return text.endsWith(".0") ? text.substring(0, text.length - 2) : text;
}
