import { Bytes, Headers, lowerCase } from "sluice/sdk";
import { Operation } from "./config";
import { MessageOperation } from "./message-operation";
import { readOctets, toOctets } from "./octets";
import { StreamValues } from "./stream-values";

/** Forces attributes upon the cookies that a response sets; what it does not speak of stays as the upstream wrote it. */
@final
export class CookieAttributes extends MessageOperation {
  private readonly names: string[];
  /** The attributes to write, `; Secure; HttpOnly`, and in lower case the names of those that give way. */
  private readonly text: string;
  private readonly replaced: string[];
  /** Those that a `__Host-` cookie may not have (RFC 6265bis §4.1.3.2). */
  private readonly scope: string;
  private readonly replacedScope: string[];

  constructor(config: Operation) {
    super();
    this.names = config.cookies;
    const replaced: string[] = [];
    let text = "";
    if (config.secure) {
      replaced.push("secure");
      text += "; Secure";
    }
    if (config.httpOnly) {
      replaced.push("httponly");
      text += "; HttpOnly";
    }
    const sameSite = config.sameSite;
    if (sameSite !== null) {
      replaced.push("samesite");
      text += "; SameSite=" + sameSite;
    }
    const replacedScope: string[] = [];
    let scope = "";
    const path = config.path;
    if (path !== null) {
      scope += "; Path=" + path;
      replacedScope.push("path");
    }
    const domain = config.domain;
    if (domain !== null) {
      scope += "; Domain=" + domain;
      replacedScope.push("domain");
    }
    this.text = text;
    this.replaced = replaced;
    this.scope = scope;
    this.replacedScope = replacedScope;
  }

  apply(headers: Headers, values: StreamValues): bool {
    if (!headers.has("set-cookie")) return true;
    const fields: Bytes[] = headers.getAll("set-cookie");
    const cookies: string[] = [];
    for (let i = 0; i < fields.length; ++i) cookies.push(this.change(readOctets(fields[i].toUint8Array())));
    headers.delete("set-cookie");
    for (let i = 0; i < cookies.length; ++i) headers.append("set-cookie", toOctets(cookies[i]));
    return true;
  }

  private change(cookie: string): string {
    const parts = cookie.split(";");
    const name = parts[0].substring(0, max(parts[0].indexOf("="), 0)).trim();
    if (this.names.length > 0 && !this.names.includes(name)) return cookie;
    const hasScope = !lowerCase(name).startsWith("__host-");
    const kept: string[] = [parts[0]];
    for (let i = 1; i < parts.length; ++i) {
      const equals = parts[i].indexOf("=");
      const attribute = lowerCase((equals < 0 ? parts[i] : parts[i].substring(0, equals)).trim());
      if (this.replaced.includes(attribute) || (hasScope && this.replacedScope.includes(attribute))) continue;
      kept.push(parts[i]);
    }
    return kept.join(";") + this.text + (hasScope ? this.scope : "");
  }
}
