import { Bytes, lowerCase, Request } from "sluice/sdk";
import { SignatureInput } from "./signature-input";

/** The text that is signed (RFC 9421 §2.5); null where a component is not there, is none of a request, or can't be had. */
export function signatureBase(request: Request, input: SignatureInput): string | null {
  let base = "";
  for (let i = 0; i < input.components.length; ++i) {
    const name = input.components[i];
    const value = name.startsWith("@") ? derivedComponent(request, name) : fieldComponent(request, name);
    if (value === null) return null;
    base += '"' + name + '": ' + value + "\n";
  }
  return base + '"@signature-params": ' + input.text;
}

/** RFC 9421 §2.2. */
function derivedComponent(request: Request, name: string): string | null {
  const path = request.path;
  const mark = path.indexOf("?");
  if (name == "@method") return request.method;
  if (name == "@authority") return normalizedAuthority(request);
  if (name == "@scheme") return lowerCase(request.scheme);
  if (name == "@request-target") return path;
  if (name == "@target-uri") return lowerCase(request.scheme) + "://" + normalizedAuthority(request) + path;
  // §2.2.7: without a query it is a question mark alone.
  if (name == "@query") return mark < 0 ? "?" : path.substring(mark);
  if (name != "@path") return null;
  const plain = mark < 0 ? path : path.substring(0, mark);
  return plain.length == 0 ? "/" : plain;
}

/** RFC 9421 §2.2.3: in lower case, without the scheme's own port. */
function normalizedAuthority(request: Request): string {
  const authority = lowerCase(request.authority);
  const port = lowerCase(request.scheme) == "https" ? ":443" : ":80";
  return authority.endsWith(port) ? authority.substring(0, authority.length - port.length) : authority;
}

/** RFC 9421 §2.1: all lines of the field, trimmed, in their order. */
function fieldComponent(request: Request, name: string): string | null {
  if (name.length == 0 || lowerCase(name) != name) return null;
  const lines = request.headers.getAll(name);
  return lines.length == 0 ? null : joinLines(lines);
}

/** The lines of a field as one; null where one has what no field may have in a signature. */
export function joinLines(lines: Array<Bytes>): string | null {
  let value = "";
  for (let i = 0; i < lines.length; ++i) {
    const line = trimSpace(lines[i].toString());
    if (!isAscii(line)) return null;
    value += i == 0 ? line : ", " + line;
  }
  return value;
}

/** Without the spaces and tabs around it (RFC 9110 §5.5); other white space is part of the value. */
function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) ++start;
  while (end > start && isSpace(text.charCodeAt(end - 1))) --end;
  return text.substring(start, end);
}

function isSpace(unit: i32): bool {
  return unit == 0x20 || unit == 0x09;
}

function isAscii(text: string): bool {
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charCodeAt(i);
    if ((unit < 0x20 && unit != 0x09) || unit > 0x7e) return false;
  }
  return true;
}
