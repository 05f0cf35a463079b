import { SourceAttributes } from "../attributes/source";
import { UNKNOWN } from "../attributes/unknown";
import { XdsAttributes } from "../attributes/xds";
import { Cookies } from "../http/cookies";
import { formatRfc3339 } from "../http/rfc3339";
import { getNumberProperty, getTextProperty } from "../property";
import { currentRequest } from "../request";
import { currentResponse } from "../response";
import { nowMilliseconds, nowSeconds } from "../time";
import { QueryParams } from "../url/query-params";
import { uuidV4 } from "../uuid";

/** How a source is read; what it is read from stands beside it. */
export enum SourceKind {
  /** A text that is known already. */
  Text,
  /** A text that was looked for and not there. */
  Absent,
  /** A value that the caller of `expand` gives. */
  Given,
  RequestHeader,
  RequestPathname,
  RequestQuery,
  RequestHostname,
  RequestParameter,
  RequestCookie,
  ResponseHeader,
  TextProperty,
  NumberProperty,
  SourceIp,
  Route,
  Cluster,
  Uuid,
  Time,
  Seconds,
  Milliseconds,
}

/** What one `${…}` of a template stands for. */
@final
export class TemplateSource {
  constructor(
    readonly kind: SourceKind,
    /** The header, parameter, cookie or property, or the text itself. */
    readonly name: string = "",
    /** Which of the values that the caller gives. */
    readonly index: i32 = 0,
  ) {}

  /** Whether it can be read only until the request went on. */
  get isOfRequest(): bool {
    const kind = this.kind;
    return kind == SourceKind.Given || (kind >= SourceKind.RequestHeader && kind <= SourceKind.RequestCookie);
  }

  /** Whether it can be read only in the callbacks of the response. */
  get isOfResponse(): bool {
    return this.kind == SourceKind.ResponseHeader;
  }

  /** Null for what is not there. */
  read(given: Array<string | null> | null): string | null {
    switch (this.kind) {
      case SourceKind.Text:
        return this.name;
      case SourceKind.Given:
        return given !== null && this.index < given.length ? given[this.index] : null;
      case SourceKind.RequestHeader:
        return currentRequest.headers.get(this.name);
      case SourceKind.RequestPathname:
        return pathname(currentRequest.headers.get(":path"));
      case SourceKind.RequestQuery:
        return query(currentRequest.headers.get(":path"));
      case SourceKind.RequestHostname:
        return withoutPort(currentRequest.headers.get(":authority"));
      case SourceKind.RequestParameter:
        return parameter(query(currentRequest.headers.get(":path")), this.name);
      case SourceKind.RequestCookie:
        return new Cookies(currentRequest.headers.get("cookie")).get(this.name);
      case SourceKind.ResponseHeader:
        return currentResponse.headers.get(this.name);
      case SourceKind.TextProperty:
        return getTextProperty(this.name);
      case SourceKind.NumberProperty: {
        const number = getNumberProperty(this.name, UNKNOWN);
        return number == UNKNOWN ? absent() : number.toString();
      }
      case SourceKind.SourceIp:
        return withoutPort(SourceAttributes.address);
      case SourceKind.Route:
        return nonEmpty(XdsAttributes.routeName);
      case SourceKind.Cluster:
        return nonEmpty(XdsAttributes.clusterName);
      case SourceKind.Uuid:
        return uuidV4();
      case SourceKind.Time:
        return formatRfc3339(nowSeconds());
      case SourceKind.Seconds:
        return nowSeconds().toString();
      case SourceKind.Milliseconds:
        return nowMilliseconds().toString();
      default:
        return null;
    }
  }
}

function absent(): string | null {
  return null;
}

function nonEmpty(text: string | null): string | null {
  return text === null || text.length == 0 ? null : text;
}

function pathname(path: string | null): string | null {
  if (path === null) return null;
  const mark = path.indexOf("?");
  return mark < 0 ? path : path.substring(0, mark);
}

/** Without its question mark; null for a path that has none. */
function query(path: string | null): string | null {
  if (path === null) return null;
  const mark = path.indexOf("?");
  return mark < 0 ? absent() : path.substring(mark + 1);
}

function parameter(query: string | null, name: string): string | null {
  if (query === null) return null;
  const parameters = QueryParams.parse(query);
  return parameters === null ? null : parameters.get(name);
}

/** `192.0.2.1` of `192.0.2.1:80`, `2001:db8::1` of `[2001:db8::1]:80`. */
function withoutPort(address: string | null): string | null {
  if (address === null) return null;
  if (address.startsWith("[")) return address.substring(1, max(address.indexOf("]"), 1));
  const colon = address.lastIndexOf(":");
  return colon < 0 ? address : address.substring(0, colon);
}
