import { getEnvironment } from "../environment";
import { lowerCase } from "../headers";
import { SourceKind, TemplateSource } from "./source";

/** Envoy's attributes that are texts, and have their placeholder's name. */
// @ts-ignore: decorator
@lazy
const TEXT_PROPERTIES: StaticArray<string> = [
  "request.protocol",
  "source.address",
  "destination.address",
  "upstream.address",
  "route",
  "cluster",
  "connection.requested_server_name",
  "connection.tls_version",
  "connection.subject_peer_certificate",
  "connection.dns_san_peer_certificate",
  "connection.uri_san_peer_certificate",
  "connection.sha256_peer_certificate_digest",
];

/** The other placeholders without a name of the user's own; null for any other. */
function fixedSource(name: string): TemplateSource | null {
  if (name == "request.method") return new TemplateSource(SourceKind.RequestHeader, ":method");
  if (name == "request.path") return new TemplateSource(SourceKind.RequestHeader, ":path");
  if (name == "request.host") return new TemplateSource(SourceKind.RequestHeader, ":authority");
  if (name == "request.scheme") return new TemplateSource(SourceKind.RequestHeader, ":scheme");
  if (name == "request.id") return new TemplateSource(SourceKind.RequestHeader, "x-request-id");
  if (name == "request.url_path") return new TemplateSource(SourceKind.RequestPathname);
  if (name == "request.query") return new TemplateSource(SourceKind.RequestQuery);
  if (name == "request.hostname") return new TemplateSource(SourceKind.RequestHostname);
  if (name == "response.status") return new TemplateSource(SourceKind.ResponseHeader, ":status");
  if (name == "source.port") return new TemplateSource(SourceKind.NumberProperty, propertyOf(name));
  if (name == "destination.port") return new TemplateSource(SourceKind.NumberProperty, propertyOf(name));
  if (name == "source.ip") return new TemplateSource(SourceKind.SourceIp);
  if (name == "uuid") return new TemplateSource(SourceKind.Uuid);
  if (name == "time") return new TemplateSource(SourceKind.Time);
  if (name == "time.seconds") return new TemplateSource(SourceKind.Seconds);
  return name == "time.milliseconds" ? new TemplateSource(SourceKind.Milliseconds) : null;
}

/** What the name of a placeholder stands for; null when it stands for nothing. */
export function sourceOf(name: string, given: Array<string>): TemplateSource | null {
  const index = given.indexOf(name);
  if (index >= 0) return new TemplateSource(SourceKind.Given, "", index);
  if (TEXT_PROPERTIES.includes(name)) return new TemplateSource(SourceKind.TextProperty, propertyOf(name));
  const fixed = fixedSource(name);
  if (fixed !== null) return fixed;
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
