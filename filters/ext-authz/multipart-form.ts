import { encodeText, JsonValue, lowerCase, parseJson } from "sluice/sdk";
import { FieldParams } from "./field-params";

/** What a form has under one name. */
@final
export class FormPart {
  constructor(
    readonly text: string,
    /** Of a part whose media type is JSON. */
    readonly document: JsonValue | null,
  ) {}
}

/**
 * The parts of a body of `multipart/form-data` (RFC 7578) by their names, in order. A body that parsers read in different ways is none: lines that
 * end otherwise than in CRLF, text before the first delimiter, folded or repeated fields, encoded parts, JSON that is none.
 */
@final
export class MultipartForm {
  readonly parts: Map<string, Array<FormPart>> = new Map<string, Array<FormPart>>();

  constructor(
    private readonly text: string,
    private readonly delimiter: string,
  ) {}

  /** @param boundary of the `content-type` */
  static parse(text: string, boundary: string): MultipartForm | null {
    if (boundary.length == 0 || !text.startsWith("--" + boundary)) return null;
    const form = new MultipartForm(text, "\r\n--" + boundary);
    return form.read(boundary.length + 2) ? form : null;
  }

  /** Reads from the end of the first delimiter on. */
  private read(afterDelimiter: i32): bool {
    const text = this.text;
    let at = afterDelimiter;
    while (startsAt(text, at, "\r\n")) {
      const head = at + 2;
      const blank = startsAt(text, head, "\r\n") ? head : text.indexOf("\r\n\r\n", head);
      if (blank < 0) return false;
      const start = blank == head ? head + 2 : blank + 4;
      // A part without content ends with the line break that ended its head.
      const end = text.indexOf(this.delimiter, at);
      if (end < start - 2 || !this.addPart(text.substring(head, blank), text.substring(start, max(start, end)))) {
        return false;
      }
      at = end + this.delimiter.length;
    }
    const rest = text.substring(at);
    return rest == "--" || rest == "--\r\n";
  }

  private addPart(head: string, content: string): bool {
    let name = "";
    let isJson: bool = false;
    let seen = "";
    const lines = head.split("\r\n");
    for (let i = 0; i < lines.length && head.length > 0; ++i) {
      const line = lines[i];
      const colon = line.indexOf(":");
      if (colon < 1 || line.includes("\r") || line.includes("\n")) return false;
      const field = lowerCase(line.substring(0, colon));
      if (!isToken(field) || seen.includes("\n" + field + "\n")) return false;
      seen += "\n" + field + "\n";
      const value = line.substring(colon + 1).trim();
      if (field == "content-disposition") {
        const params = FieldParams.parse(value);
        if (params === null) return false;
        const given = params.value == "form-data" ? params.get("name") : null;
        if (given !== null) name = given;
      } else if (field == "content-type") {
        isJson = lowerCase(value).includes("application/json");
      } else if (field == "content-transfer-encoding") {
        const encoding = lowerCase(value);
        if (encoding != "7bit" && encoding != "8bit" && encoding != "binary") return false;
      }
    }
    if (name.length == 0) return true;
    const document = isJson ? parseJson(encodeText(content)).value : null;
    if (isJson && document === null) return false;
    if (!this.parts.has(name)) this.parts.set(name, new Array<FormPart>());
    this.parts.get(name).push(new FormPart(content, document));
    return true;
  }
}

function startsAt(text: string, at: i32, what: string): bool {
  return text.substr(at, what.length) == what;
}

/** Whether it is a name of a field: no space before the colon, no fold of the line before. */
function isToken(text: string): bool {
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charCodeAt(i);
    if (unit <= 0x20 || unit >= 0x7f) return false;
  }
  return true;
}
