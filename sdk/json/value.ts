export enum JsonKind {
  Null,
  Boolean,
  Number,
  String,
  Array,
  Object,
}

/**
 * One value of a JSON text. `kind` says which of the other fields counts; the rest hold their empty value, so reading a wrong
 * one is harmless. Values are shared and must not be changed.
 *
 * @example
 * const name = document.get("name");
 * if (name && name.kind == JsonKind.String) use(name.text);
 */
export class JsonValue {
  constructor(
    readonly kind: JsonKind,
    readonly boolean: bool,
    readonly number: f64,
    readonly text: string,
    /** The elements of an array, or the values of an object's members in the order of the text. */
    readonly items: JsonValue[],
    /** The names of an object's members, one for each of `items`. */
    readonly names: string[],
  ) {}

  /** How many elements or members there are. */
  get length(): i32 {
    return this.items.length;
  }

  /** The member of that name, or null where there is none or this is no object. */
  get(name: string): JsonValue | null {
    const names = this.names;
    for (let i = 0; i < names.length; i++) {
      if (unchecked(names[i]) == name) return this.at(i);
    }
    return null;
  }

  /** The element or member value at that index, or null where there is none. */
  at(index: i32): JsonValue | null {
    return <u32>index < <u32>this.items.length ? unchecked(this.items[index]) : null;
  }
}

// @ts-ignore: decorator
@lazy
const NO_ITEMS: JsonValue[] = [];

// @ts-ignore: decorator
@lazy
const NO_NAMES: string[] = [];

/** A value without elements and members. */
export function newScalar(kind: JsonKind, boolean: bool, number: f64, text: string): JsonValue {
  return new JsonValue(kind, boolean, number, text, NO_ITEMS, NO_NAMES);
}

/** An array, or, with names, an object. */
export function newContainer(kind: JsonKind, items: JsonValue[], names: string[] | null): JsonValue {
  return new JsonValue(kind, false, 0, "", items, names ? names : NO_NAMES);
}

// @ts-ignore: decorator
@lazy
export const JSON_NULL = newScalar(JsonKind.Null, false, 0, "");

// @ts-ignore: decorator
@lazy
export const JSON_TRUE = newScalar(JsonKind.Boolean, true, 0, "");

// @ts-ignore: decorator
@lazy
export const JSON_FALSE = newScalar(JsonKind.Boolean, false, 0, "");
