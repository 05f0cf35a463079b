import { unless, type Problem } from "./problem.js";

/** A value of an enumeration; an absent one is fine. */
export function checkOneOf(path: string, value: string | undefined, allowed: readonly string[]): Problem[] {
  return unless(
    value === undefined || allowed.includes(value),
    path,
    `${JSON.stringify(value)} is unknown`,
    `use one of ${allowed.join(", ")}`,
  );
}

/** The same, where there must be one. */
export function checkRequiredOneOf(path: string, value: string | undefined, allowed: readonly string[]): Problem[] {
  return value === undefined
    ? [{ path, message: "is missing", hint: `use one of ${allowed.join(", ")}` }]
    : checkOneOf(path, value, allowed);
}
