import type { JsonObject } from "../kubernetes.js";
import { LINKS } from "./links.js";
import type { Problem } from "./problem.js";

/** Fields that a message of Envoy has not: istiod warns of them, and leaves them out. */
export function checkFields(path: string, message: JsonObject, fields: readonly string[]): Problem[] {
  const unknown = Object.keys(message).filter((key) => !fields.includes(snakeCase(key)));
  return unknown.map((key) => ({
    path: `${path}.${key}`,
    message: "is no field that istiod knows: it drops it",
    hint: `use one of ${fields.join(", ")}`,
    link: LINKS.patch,
  }));
}

/** A field's own name; JSON has the other spelling too. */
function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
