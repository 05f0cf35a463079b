import { ToolError } from "../../error.js";
import { MARKS } from "./marks.js";
import { memberStep } from "./names.js";

/** Keywords that describe and do not check. They may stand anywhere. */
const ANNOTATIONS = ["title", "description", "$comment", "default"];
const ROOT_KEYWORDS = ["$schema", "$id", "$defs"];

const SUPPORTED =
  "supported are type, properties, required, additionalProperties, items, enum, const, default, minLength, maxLength, " +
  `pattern, minimum, maximum, minItems, maxItems, oneOf of tagged objects, $defs and $ref, title, description, ${MARKS.join(", ")}`;

/** One schema inside a schema file, with its place for error messages. */
export class SchemaNode {
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    /** Name of the file, as messages show it. */
    readonly file: string,
    /** JSON path of this schema in its file. */
    readonly path: string,
    readonly depth: number,
  ) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    this.members = isObject ? (value as Record<string, unknown>) : {};
    if (!isObject) throw this.fault("must be a schema object");
    if (depth > 32) throw this.fault("schemas lie more than 32 deep inside each other");
  }

  /** The error of this schema, or of one of its keywords; the hint is what is supported, unless there is a better one. */
  fault(what: string, keyword?: string, hint = SUPPORTED): ToolError {
    const place = keyword === undefined ? this.path : this.path + memberStep(keyword);
    return new ToolError("ERR_SCHEMA_UNSUPPORTED", `${this.file}: ${place}: ${what}`, { hint });
  }

  /** Refuses every keyword that is neither listed nor an annotation: an ignored keyword would be a check that is not made. */
  allow(...keywords: readonly string[]): void {
    const known = [...ANNOTATIONS, ...MARKS, ...(this.depth === 0 ? ROOT_KEYWORDS : []), ...keywords];
    const unknown = Object.keys(this.members).find((keyword) => !known.includes(keyword));
    if (unknown !== undefined) throw this.fault("this keyword is not supported here", unknown);
    MARKS.forEach((mark) => this.boolean(mark));
  }

  has(keyword: string): boolean {
    return Object.hasOwn(this.members, keyword);
  }

  get(keyword: string): unknown {
    return this.has(keyword) ? this.members[keyword] : undefined;
  }

  /** The schema at a keyword, or at a member of it. */
  child(keyword: string, value: unknown, member?: string | number): SchemaNode {
    const step = typeof member === "number" ? `[${member}]` : member === undefined ? "" : memberStep(member);
    return new SchemaNode(value, this.file, this.path + memberStep(keyword) + step, this.depth + 1);
  }

  text(keyword: string): string | null {
    const value = this.get(keyword);
    if (value === undefined) return null;
    if (typeof value !== "string") throw this.fault("must be a string", keyword);
    return value;
  }

  boolean(keyword: string): boolean {
    const value = this.get(keyword) ?? false;
    if (typeof value !== "boolean") throw this.fault("must be true or false", keyword);
    return value;
  }

  number(keyword: string): number | null {
    const value = this.get(keyword);
    if (value === undefined) return null;
    if (typeof value !== "number") throw this.fault("must be a number", keyword);
    return value;
  }

  /** A length: an integer from 0 to 2^31 - 1. */
  size(keyword: string): number | null {
    const value = this.number(keyword);
    const isSize = value === null || (Number.isInteger(value) && value >= 0 && value < 2 ** 31);
    if (!isSize) throw this.fault("must be an integer from 0 to 2147483647", keyword);
    return value;
  }

  object(keyword: string): Readonly<Record<string, unknown>> {
    const value = this.get(keyword) ?? {};
    if (typeof value !== "object" || Array.isArray(value)) throw this.fault("must be an object", keyword);
    return value as Record<string, unknown>;
  }

  array(keyword: string): readonly unknown[] {
    const value = this.get(keyword);
    if (!Array.isArray(value) || value.length === 0) throw this.fault("must be an array that is not empty", keyword);
    return value;
  }

  /** `enum`, or `const` as a choice of one; null where neither stands. */
  choices<T>(isChoice: (value: unknown) => value is T, what: string): readonly T[] | null {
    if (this.has("const") && this.has("enum")) throw this.fault("use either enum or const", "const");
    const keyword = this.has("const") ? "const" : "enum";
    if (!this.has(keyword)) return null;
    const values = keyword === "const" ? [this.get("const")] : this.array("enum");
    if (!values.every(isChoice)) throw this.fault(`must hold ${what} only`, keyword);
    if (new Set(values).size !== values.length) throw this.fault("holds a value twice", keyword);
    return values;
  }
}
