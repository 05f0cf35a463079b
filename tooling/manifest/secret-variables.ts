import type { JsonValue } from "../../istio/index.js";
import { findMarked, property } from "./find-marked.js";

/** A secret that the plugin takes from the environment of its VM. */
export interface SecretVariable {
  /** Where the configuration names it. */
  readonly path: string;
  readonly name: string;
}

/**
 * The variables that a configuration names in the place of secrets: `{"env": "NAME"}` where its schema says `writeOnly`.
 *
 * @example
 * findVariables({ jwt_secret: { env: "JWT_SECRET" } }, schema); // [{ path: "$.jwt_secret", name: "JWT_SECRET" }]
 */
export function findVariables(value: JsonValue, schema: unknown): SecretVariable[] {
  return findMarked(value, schema, "writeOnly").flatMap(({ path, value: marked }) => {
    const name = property(marked, "env");
    return typeof name === "string" ? [{ path, name }] : [];
  });
}
