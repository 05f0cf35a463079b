import { step } from "./crd/path.js";

/** A value that JSON has no form for. */
export interface NonJson {
  /** Where it stands: `manifest.plugins[0].configuration.since`; empty for the value as a whole. */
  readonly path: string;
  /** What it is: `a Date`, `a function`, `NaN`. */
  readonly what: string;
}

/**
 * The first part of a value that would not come back from its JSON text as it is; null where all would. A member that is
 * `undefined` counts as left out.
 *
 * @example
 * findNonJson({ since: new Date(0) }) // { path: "since", what: "a Date" }
 */
export function findNonJson(value: unknown, path = "", holders: readonly object[] = []): NonJson | null {
  if (typeof value !== "object" || value === null) {
    const what = scalarFault(value);
    return what === null ? null : { path, what };
  }
  if (holders.includes(value)) return { path, what: "what it lies in itself" };
  if (!Array.isArray(value) && !isPlain(value)) {
    return { path, what: `a ${value.constructor?.name || "class's object"}` };
  }
  // Not Object.entries for arrays: it skips holes.
  const members: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? Array.from(value as readonly unknown[], (item, index) => [index, item])
    : Object.entries(value).filter(([, member]) => member !== undefined);
  for (const [key, member] of members) {
    const found = findNonJson(member, step(path, key), [...holders, value]);
    if (found !== null) return found;
  }
  return null;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function scalarFault(value: unknown): string | null {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? null : String(value);
    case "string":
    case "boolean":
    case "object":
      return null;
    case "undefined":
      return "undefined";
    default:
      return `a ${typeof value}`;
  }
}
