import { Bytes, Cookies, encodeText, lowerCase, QueryParams, Request } from "sluice/sdk";
import { TokenSource } from "./config";

/** How many credentials stand in a place. */
export enum Found {
  Nothing,
  One,
  /** The upstream might act on the one that was not looked at. */
  Several,
}

/** A place of a request where credentials stand; what was found last lies at `start`, until the callback returns. */
@final
export class CredentialSource {
  start: usize = 0;
  size: i32 = 0;
  /** Keeps alive what is no part of the host's bytes. */
  private kept: Uint8Array | null = null;
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

  /** Looks for it; an empty one is none. */
  find(request: Request): Found {
    this.size = 0;
    const count = this.place == "header" ? this.findInHeaders(request) : this.findInTexts(request);
    if (count > 1) return Found.Several;
    return this.size == 0 ? Found.Nothing : Found.One;
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

  /** How many cookies or parameters of that name there are; many, where there are more than can be told. */
  private findInTexts(request: Request): i32 {
    let values: string[];
    if (this.place == "cookie") {
      // HTTP/2 may bring the field in parts (RFC 9113 §8.2.3); Envoy joins them.
      values = new Cookies(request.headers.get("cookie")).getAll(this.name);
    } else {
      const path = request.path;
      const mark = path.indexOf("?");
      if (mark < 0) return 0;
      const params = QueryParams.parse(path.substring(mark));
      if (params === null) return i32.MAX_VALUE;
      values = params.getAll(this.name);
    }
    if (values.length == 1) {
      const bytes = encodeText(values[0]);
      this.kept = bytes;
      this.start = bytes.dataStart;
      this.size = bytes.byteLength;
    }
    return values.length;
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

/** The places that a configuration names. */
export function credentialSources(sources: Array<TokenSource>): Array<CredentialSource> {
  const list = new Array<CredentialSource>();
  for (let i = 0; i < sources.length; ++i) {
    list.push(new CredentialSource(sources[i].in, sources[i].name, sources[i].scheme, false));
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
