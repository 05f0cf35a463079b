import { JSON_NULL, JsonKind, JsonValue } from "../json/value";
import { ConfigFault } from "./config-fault";

/**
 * Reads an object member by member. A member that is not `known` is a fault.
 *
 * @example
 * const members = new ConfigMembers(value, KNOWN);
 * if (members.require("jwt_secret")) config.jwtSecret = readText(members.value, 1);
 * if (members.find("token_header")) config.tokenHeader = readText(members.value);
 * members.end();
 */
@final
export class ConfigMembers {
  /** The member that was found last. */
  value: JsonValue = JSON_NULL;
  private name: string = "";

  constructor(
    private readonly object: JsonValue,
    known: StaticArray<string>,
  ) {
    checkNames(object, known);
  }

  /** Goes to a member that may be missing; false when it is, or after a fault. */
  find(name: string): bool {
    this.end();
    if (ConfigFault.isSet()) return false;
    const value = this.object.get(name);
    if (value === null) return false;
    this.value = value;
    this.name = name;
    return true;
  }

  /** Goes to a member that must be there; false after a fault. */
  require(name: string): bool {
    if (this.find(name)) return true;
    if (!ConfigFault.isSet()) {
      ConfigFault.set("is required");
      ConfigFault.insideMember(name);
    }
    return false;
  }

  /** Ends the reading: a fault in the last member gets its name. */
  end(): void {
    if (this.name.length == 0) return;
    if (ConfigFault.isSet()) ConfigFault.insideMember(this.name);
    this.name = "";
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
