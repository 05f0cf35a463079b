import { JSON_NULL, JsonKind, JsonValue } from "../json/value";
import { ConfigFault } from "./config-fault";
import { count } from "./read-text";

/** Reads one JSON value. */
export type ConfigReader = (value: JsonValue) => Object;

/** Reads an array of `minItems` to `maxItems` objects, -1 for any number: the generated class says of which kind. */
export function readItems(value: JsonValue, read: ConfigReader, minItems: i32, maxItems: i32): Array<Object> {
  const list: Array<Object> = [];
  const items = new ConfigItems(value, minItems, maxItems);
  while (items.next()) list.push(read(items.value));
  return list;
}

/**
 * Reads an array item by item.
 *
 * @example
 * const items = new ConfigItems(value, 0, -1);
 * while (items.next()) list.push(readBoolean(items.value));
 */
@final
export class ConfigItems {
  /** The item at hand. */
  value: JsonValue = JSON_NULL;
  private index: i32 = -1;

  constructor(
    private readonly array: JsonValue,
    minItems: i32,
    maxItems: i32,
  ) {
    if (array.kind != JsonKind.Array) {
      ConfigFault.set("must be an array");
    } else if (array.length < minItems) {
      ConfigFault.set("must have at least " + count(minItems, "item"));
    } else if (<u32>array.length > <u32>maxItems) {
      ConfigFault.set("must have at most " + count(maxItems, "item"));
    }
  }

  /** Goes to the next item; false after the last one and after a fault, which gets the index of its item. */
  next(): bool {
    if (ConfigFault.isSet()) {
      if (this.index >= 0) ConfigFault.insideItem(this.index);
      return false;
    }
    const value = this.array.at(++this.index);
    if (value === null) return false;
    this.value = value;
    return true;
  }
}
