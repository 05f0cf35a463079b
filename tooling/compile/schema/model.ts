import { type PatternStep } from "./pattern.js";

/** A configuration's schema, read and found to be within the supported subset. */
export type ConfigSchema =
  TextSchema | NumberSchema | BooleanSchema | ArraySchema | MapSchema | ObjectSchema | UnionSchema;

export interface TextSchema {
  readonly kind: "string";
  /** Allowed texts, null when any is. `const` is a choice of one. */
  readonly choices: readonly string[] | null;
  /** Lengths count code points. */
  readonly minLength: number;
  readonly maxLength: number | null;
  readonly pattern: { readonly source: string; readonly steps: readonly PatternStep[] } | null;
  /** `writeOnly`: a secret, which may also be `{"env": "NAME"}`, a variable of the VM's environment. */
  readonly isSecret: boolean;
}

export interface NumberSchema {
  readonly kind: "number" | "integer";
  readonly choices: readonly number[] | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

export interface BooleanSchema {
  readonly kind: "boolean";
}

export interface ArraySchema {
  readonly kind: "array";
  readonly items: ConfigSchema;
  readonly minItems: number;
  readonly maxItems: number | null;
}

/** An object whose member names are the user's: `additionalProperties` with a schema. */
export interface MapSchema {
  readonly kind: "map";
  readonly values: ConfigSchema;
}

/** An object of known members and no others. */
export interface ObjectSchema {
  readonly kind: "object";
  /** Name of the class and of the type made from it. */
  readonly className: string;
  readonly description: string | null;
  readonly properties: readonly Property[];
}

/** One of several objects, told apart by the member `tag`. */
export interface UnionSchema {
  readonly kind: "union";
  readonly className: string;
  readonly description: string | null;
  readonly tag: string;
  readonly variants: readonly Variant[];
}

export interface Variant {
  /** Values of the tag that choose this variant. */
  readonly tagValues: readonly string[];
  readonly object: ObjectSchema;
}

export interface Property {
  /** The member's name in JSON. */
  readonly name: string;
  /** The field's name in the class: `jwtSecret` for `jwt_secret`. */
  readonly fieldName: string;
  readonly schema: ConfigSchema;
  readonly isRequired: boolean;
  /** JSON value that stands where the member is missing; undefined without one. */
  readonly defaultValue: unknown;
  readonly description: string | null;
  /** `writeOnly`: a value that no log, message or page may show. */
  readonly isSecret: boolean;
}

/** Every object and union below a schema and itself, inner ones first, each once: the order in which classes are written. */
export function collectClasses(schema: ConfigSchema): (ObjectSchema | UnionSchema)[] {
  const found = new Map<string, ObjectSchema | UnionSchema>();
  const visit = (node: ConfigSchema): void => {
    switch (node.kind) {
      case "array":
        visit(node.items);
        break;
      case "map":
        visit(node.values);
        break;
      case "object":
        for (const property of node.properties) visit(property.schema);
        found.set(node.className, node);
        break;
      case "union":
        for (const { object } of node.variants) for (const property of object.properties) visit(property.schema);
        found.set(node.className, node);
        break;
      case "string":
      case "number":
      case "integer":
      case "boolean":
        break;
    }
  };
  visit(schema);
  return [...found.values()];
}
