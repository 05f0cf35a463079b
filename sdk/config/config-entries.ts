import { JSON_NULL, JsonKind, JsonValue } from "../json/value";
import { ConfigFault } from "./config-fault";

/**
 * Reads an object whose names are the user's own.
 *
 * @example
 * const entries = new ConfigEntries(value);
 * while (entries.next()) map.set(entries.name, readText(entries.value, 0, -1, null));
 */
@final
export class ConfigEntries {
  /** Name and value of the entry at hand. */
  name: string = "";
  value: JsonValue = JSON_NULL;
  private index: i32 = -1;

  constructor(private readonly object: JsonValue) {
    if (object.kind != JsonKind.Object) ConfigFault.set("must be an object");
  }

  /** Goes to the next entry; false after the last one and after a fault, which gets the name of its entry. */
  next(): bool {
    if (ConfigFault.isSet()) {
      if (this.index >= 0) ConfigFault.insideMember(this.name);
      return false;
    }
    const value = this.object.at(++this.index);
    if (value === null) return false;
    this.name = this.object.nameAt(this.index);
    this.value = value;
    return true;
  }
}
