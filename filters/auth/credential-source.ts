import { Bytes, Cookies, encodeText, lowerCase, QueryParams, Request } from "sluice/sdk";
import { Provider } from "./config";
import { Faults, itemPath } from "./faults";

const PARAMETERS_MAX: i32 = 1024;

/** A place of a request where credentials stand; what was found last lies at `start`, until the callback returns. */
@final
export class CredentialSource {
  start: usize = 0;
  size: i32 = 0;
  /** Keeps alive what is no part of the host's bytes. */
  private kept: Uint8Array | null = null;
  /** Where the parameter lies in the path, from the separator before it. */
  private queryStart: i32 = 0;
  private queryEnd: i32 = 0;
  private readonly scheme: string;

  /** `scheme` stands before the credentials of a header (RFC 9110 §11.1), matched without case. */
  constructor(
    private readonly place: string,
    private readonly name: string,
    scheme: string,
    private readonly isSchemeOptional: bool,
  ) {
    this.scheme = lowerCase(scheme);
  }

  /** How many there are: 0, where the only one is empty. */
  find(request: Request): i32 {
    this.size = 0;
    const count =
      this.place == "header"
        ? this.findInHeaders(request)
        : this.place == "cookie"
          ? this.findInCookies(request)
          : this.findInQuery(request.path);
    return count == 1 && this.size == 0 ? 0 : count;
  }

  /** Takes what was found away from a header or the query. A cookie stays: it may be the application's own session. */
  remove(request: Request): void {
    if (this.size == 0 || this.place == "cookie") return;
    if (this.place == "header") {
      request.headers.delete(this.name);
      return;
    }
    const path = request.path;
    // Another source may have moved it.
    if (this.findInQuery(path) == 0) return;
    const isLast = this.queryEnd == path.length;
    const rest = isLast ? "" : path.substring(this.queryEnd + 1);
    request.path = path.substring(0, this.queryStart + i32(!isLast)) + rest;
  }

  /** How many fields of that name there are. */
  private findInHeaders(request: Request): i32 {
    const values = request.headers.getAll(this.name);
    if (values.length == 1) {
      const value = values[0];
      const from = this.skipScheme(value);
      this.start = value.dataStart + <usize>from;
      this.size = value.byteLength - from;
    }
    return values.length;
  }

  private findInCookies(request: Request): i32 {
    const values = Cookies.of(request.headers).getAll(this.name);
    if (values.length == 1) this.keep(values[0]);
    return values.length;
  }

  /** How many parameters of that name there are; many, where there are more parameters than are looked at. */
  private findInQuery(path: string): i32 {
    let count = 0;
    let start = path.indexOf("?");
    for (let i = 0; start >= 0; ++i) {
      if (i == PARAMETERS_MAX) return i;
      const next = path.indexOf("&", start + 1);
      const end = next < 0 ? path.length : next;
      const params = QueryParams.parse("?" + path.substring(start + 1, end));
      if (params !== null && params.has(this.name)) {
        this.queryStart = start;
        this.queryEnd = end;
        this.keep(params.valueAt(0));
        ++count;
      }
      start = next;
    }
    return count;
  }

  private keep(value: string): void {
    const bytes = encodeText(value);
    this.kept = bytes;
    this.start = bytes.dataStart;
    this.size = bytes.byteLength;
  }

  /** Where the credentials begin; the end of the value when they are of another scheme. */
  private skipScheme(value: Bytes): i32 {
    const start = skipSpaces(value, 0);
    const scheme = this.scheme;
    let at = 0;
    while (at < scheme.length && lowerCaseOf(value.at(start + at)) == scheme.charCodeAt(at)) ++at;
    const end = start + at;
    if (at == scheme.length && (at == 0 || value.at(end) == 0x20 || end == value.byteLength)) {
      return skipSpaces(value, end);
    }
    return this.isSchemeOptional ? start : value.byteLength;
  }
}

/** The places that a provider's `sources` name. */
export function credentialSources(faults: Faults, provider: Provider, path: string): Array<CredentialSource> {
  const list: Array<CredentialSource> = [];
  for (let i = 0; i < provider.sources.length; ++i) {
    const source = provider.sources[i];
    if (source.in == "header") faults.checkHeader(itemPath(path, "sources", i) + ".name", source.name);
    list.push(new CredentialSource(source.in, source.name, source.scheme, false));
  }
  return list;
}

function skipSpaces(value: Bytes, from: i32): i32 {
  while (value.at(from) == 0x20 || value.at(from) == 0x09) ++from;
  return from;
}

function lowerCaseOf(octet: i32): i32 {
  return <u32>(octet - 0x41) < 26 ? octet | 0x20 : octet;
}
