import { getEnvironment } from "../environment";
import { JsonKind, JsonValue } from "../json/value";
import { ConfigFault } from "./config-fault";
import { ConfigMembers } from "./config-members";
import { ConfigPattern } from "./config-pattern";
import { checkText, readText } from "./read-text";

// @ts-ignore: decorator
@lazy
const KEYS: StaticArray<string> = ["env"];

/** Reads a secret: a string as `readText` does, or `{"env": "NAME"}`, what that variable of the VM's environment holds. `${NAME}` is a fault. */
export function readSecret(value: JsonValue, minLength: i32, maxLength: i32, pattern: ConfigPattern | null): string {
  if (value.kind != JsonKind.Object) {
    const text = readText(value, minLength, maxLength, pattern);
    // Nobody puts a value there: the name would be the secret, and is no secret.
    if (text.startsWith("${") && text.endsWith("}")) ConfigFault.set('must be {"env": "NAME"} for a variable');
    return text;
  }
  const members = new ConfigMembers(value, KEYS, 1, 0);
  let name = "";
  if (members.find(0)) name = readText(members.value, 1, -1, null);
  members.end();
  if (ConfigFault.isSet()) return "";
  const secret = getEnvironment(name);
  if (secret === null) {
    ConfigFault.set("is a variable that the VM's environment does not have");
    return "";
  }
  checkText(secret, minLength, maxLength, pattern);
  return secret;
}
