import { lowerCase, TextMap } from "sluice/sdk";

const QUOTE: i32 = 0x22;

/**
 * What a field such as `Content-Disposition` names and its parameters: `form-data; name="a"`. Only what all parsers read alike is one: no
 * backslash, no parameter twice, none in the extended notation of RFC 8187 (but a file's name, which is not looked at).
 */
@final
export class FieldParams {
  private readonly values: TextMap<string> = new TextMap<string>();

  constructor(
    /** What stands before the parameters, in lower case. */
    readonly value: string,
  ) {}

  /** The field's parts; null for one that parsers may read in different ways. */
  static parse(field: string): FieldParams | null {
    if (field.includes("\\")) return null;
    const first = endOfPart(field, 0);
    const params = new FieldParams(lowerCase(field.substring(0, first).trim()));
    for (let start = first + 1; start < field.length;) {
      const end = endOfPart(field, start);
      if (!params.add(field.substring(start, end).trim())) return null;
      start = end + 1;
    }
    return params;
  }

  /** The value of a parameter, whose name is in lower case; null without it. */
  get(name: string): string | null {
    return this.values.has(name) ? this.values.get(name) : null;
  }

  private add(part: string): bool {
    if (part.length == 0) return true;
    const equals = part.indexOf("=");
    const name = lowerCase(part.substring(0, max(equals, 0)));
    if (name.length == 0 || this.values.has(name)) return false;
    if (name.includes("*") && !name.startsWith("filename")) return false;
    const value = part.substring(equals + 1);
    const isQuoted = value.length > 1 && value.charCodeAt(0) == QUOTE && value.charCodeAt(value.length - 1) == QUOTE;
    const inner = isQuoted ? value.substring(1, value.length - 1) : value;
    if (inner.includes('"')) return false;
    if (!isQuoted && (inner.length == 0 || inner.includes(" ") || inner.includes("\t"))) return false;
    this.values.set(name, inner);
    return true;
  }
}

/** Where the next semicolon outside of quotes is; the field's end without one. */
function endOfPart(field: string, start: i32): i32 {
  let isQuoted = false;
  for (let i = start; i < field.length; ++i) {
    const unit = field.charCodeAt(i);
    if (unit == QUOTE) isQuoted = !isQuoted;
    else if (unit == 0x3b && !isQuoted) return i;
  }
  return field.length;
}
