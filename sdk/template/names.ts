import { getEnvironment } from "../environment";
import { lowerCase } from "../headers";
import { SourceKind, TemplateSource } from "./source";

/** Placeholders without a name of the user's own, and beside each how it is read and from what. */
// @ts-ignore: decorator
@lazy
const FIXED: StaticArray<string> = [
  "request.method",
  "request.path",
  "request.host",
  "request.scheme",
  "request.id",
  "request.url_path",
  "request.query",
  "request.hostname",
  "response.status",
  "request.protocol",
  "source.address",
  "source.port",
  "destination.address",
  "destination.port",
  "upstream.address",
  "source.ip",
  "route",
  "cluster",
  "uuid",
  "time",
  "time.seconds",
  "time.milliseconds",
];

// @ts-ignore: decorator
@lazy
const KINDS: StaticArray<SourceKind> = [
  SourceKind.RequestHeader,
  SourceKind.RequestHeader,
  SourceKind.RequestHeader,
  SourceKind.RequestHeader,
  SourceKind.RequestHeader,
  SourceKind.RequestPathname,
  SourceKind.RequestQuery,
  SourceKind.RequestHostname,
  SourceKind.ResponseHeader,
  SourceKind.TextProperty,
  SourceKind.TextProperty,
  SourceKind.NumberProperty,
  SourceKind.TextProperty,
  SourceKind.NumberProperty,
  SourceKind.TextProperty,
  SourceKind.SourceIp,
  SourceKind.TextProperty,
  SourceKind.TextProperty,
  SourceKind.Uuid,
  SourceKind.Time,
  SourceKind.Seconds,
  SourceKind.Milliseconds,
];

/** The headers of the first five; a property has its placeholder's name. */
// @ts-ignore: decorator
@lazy
const PSEUDO_HEADERS: StaticArray<string> = [":method", ":path", ":authority", ":scheme", "x-request-id"];

/** Envoy's attributes of the connection that are texts. */
// @ts-ignore: decorator
@lazy
const CONNECTION: StaticArray<string> = [
  "connection.requested_server_name",
  "connection.tls_version",
  "connection.subject_peer_certificate",
  "connection.dns_san_peer_certificate",
  "connection.uri_san_peer_certificate",
  "connection.sha256_peer_certificate_digest",
];

/** What the name of a placeholder stands for; null when it stands for nothing. */
export function sourceOf(name: string, given: Array<string>): TemplateSource | null {
  const index = given.indexOf(name);
  if (index >= 0) return new TemplateSource(SourceKind.Given, "", index);
  const place = FIXED.indexOf(name);
  if (place >= 0) {
    const kind = KINDS[place];
    if (kind == SourceKind.ResponseHeader) return new TemplateSource(kind, ":status");
    return new TemplateSource(kind, place < PSEUDO_HEADERS.length ? PSEUDO_HEADERS[place] : propertyOf(name));
  }
  if (CONNECTION.includes(name)) return new TemplateSource(SourceKind.TextProperty, propertyOf(name));
  // What the user names stands behind the last dot that is ours.
  const isVariable = name.startsWith("env.");
  const dot = isVariable ? 3 : name.indexOf(".", name.indexOf(".") + 1);
  const own = name.substring(dot + 1);
  const family = name.substring(0, dot);
  if (dot < 0 || own.length == 0) return null;
  if (isVariable) return environmentSource(own);
  if (family == "request.query") return new TemplateSource(SourceKind.RequestParameter, own);
  if (family == "request.cookie") return new TemplateSource(SourceKind.RequestCookie, own);
  // A pseudo-header is no header here: it has a name of its own.
  if (own.startsWith(":")) return null;
  if (family == "request.header") return new TemplateSource(SourceKind.RequestHeader, lowerCase(own));
  return family == "response.header" ? new TemplateSource(SourceKind.ResponseHeader, lowerCase(own)) : null;
}

/** The attribute of the same name, whose segments are joined by NUL; `xds.route_name` for `route`. */
function propertyOf(name: string): string {
  const dot = name.indexOf(".");
  return dot < 0 ? "xds\0" + name + "_name" : name.substring(0, dot) + "\0" + name.substring(dot + 1);
}

/** A variable never changes, so it is read once. */
function environmentSource(name: string): TemplateSource {
  const value = getEnvironment(name);
  if (value === null) return new TemplateSource(SourceKind.Absent);
  return new TemplateSource(SourceKind.Text, value);
}
