import { JSON_NULL, JsonKind, JsonValue } from "../json/value";
import { ConfigFault } from "./config-fault";
import { ConfigReader, readItems } from "./config-items";
import { ConfigPattern } from "./config-pattern";
import { readBoolean, readInt32 } from "./read-scalar";
import { readSecret } from "./read-secret";
import { readChoice, readText } from "./read-text";

/**
 * Reads an object member by member into the fields of another: a member goes by its index in `known`, of which the first `required` must be
 * there, and a field by its offset. What is missing leaves its field alone. A member that is not `known` is a fault.
 *
 * @example
 * const members = new ConfigMembers(value, KNOWN, 1, changetype<usize>(config));
 * members.text(0, offsetof<Config>("jwtSecret"), 1, -1, null);
 * members.boolean(1, offsetof<Config>("isStrict"));
 * members.end();
 */
@final
export class ConfigMembers {
  /** The member that was found last. */
  value: JsonValue = JSON_NULL;
  private name: string = "";

  constructor(
    private readonly object: JsonValue,
    private readonly known: StaticArray<string>,
    private readonly required: i32,
    private readonly target: usize,
  ) {
    checkNames(object, known);
  }

  /** Goes to a member; false when it is missing, which may be a fault, or after a fault. */
  find(index: i32): bool {
    this.end();
    if (ConfigFault.isSet()) return false;
    const name = unchecked(this.known[index]);
    const value = this.object.get(name);
    if (value === null) {
      if (index >= this.required) return false;
      ConfigFault.set("is required");
      ConfigFault.insideMember(name);
      return false;
    }
    this.value = value;
    this.name = name;
    return true;
  }

  /** See `readText`. */
  text(index: i32, offset: usize, minLength: i32, maxLength: i32, pattern: ConfigPattern | null): void {
    if (this.find(index)) this.keep(offset, readText(this.value, minLength, maxLength, pattern));
  }

  /** See `readSecret`. */
  secret(index: i32, offset: usize, minLength: i32, maxLength: i32, pattern: ConfigPattern | null): void {
    if (this.find(index)) this.keep(offset, readSecret(this.value, minLength, maxLength, pattern));
  }

  /** See `readChoice`. */
  choice(index: i32, offset: usize, choices: StaticArray<string>): void {
    if (this.find(index)) this.keep(offset, readChoice(this.value, choices));
  }

  /** See `readItems`. */
  items(index: i32, offset: usize, read: ConfigReader, minItems: i32, maxItems: i32): void {
    if (this.find(index)) this.keep(offset, readItems(this.value, read, minItems, maxItems));
  }

  /** What `read` makes of the member. */
  nested(index: i32, offset: usize, read: ConfigReader): void {
    if (this.find(index)) this.keep(offset, read(this.value));
  }

  boolean(index: i32, offset: usize): void {
    if (this.find(index)) store<bool>(this.target + offset, readBoolean(this.value));
  }

  /** See `readInt32`. */
  int32(index: i32, offset: usize, minimum: i32, maximum: i32): void {
    if (this.find(index)) store<i32>(this.target + offset, readInt32(this.value, minimum, maximum));
  }

  /** Ends the reading: a fault in the last member gets its name. */
  end(): void {
    if (this.name.length == 0) return;
    if (ConfigFault.isSet()) ConfigFault.insideMember(this.name);
    this.name = "";
  }

  private keep(offset: usize, value: Object): void {
    store<usize>(this.target + offset, changetype<usize>(value));
  }
}

function checkNames(object: JsonValue, known: StaticArray<string>): void {
  if (object.kind != JsonKind.Object) {
    ConfigFault.set("must be an object");
    return;
  }
  for (let i = 0; i < object.length; i++) {
    const name = object.nameAt(i);
    if (known.includes(name)) continue;
    ConfigFault.set("unknown key");
    ConfigFault.insideMember(name);
    return;
  }
}
