import { getEnvironment } from "../environment";
import { lowerCase } from "../headers";
import { SourceKind, TemplateSource } from "./source";

/** What the name of a placeholder stands for; null when it stands for nothing. */
export function sourceOf(name: string, given: Array<string>): TemplateSource | null {
  const index = given.indexOf(name);
  if (index >= 0) return new TemplateSource(SourceKind.Given, name, index);
  if (name.startsWith("request.")) return requestSource(name.substring(8));
  if (name.startsWith("response.")) return responseSource(name.substring(9));
  if (name.startsWith("connection.")) return connectionSource(name.substring(11));
  if (name.startsWith("env.")) return name.length > 4 ? environmentSource(name.substring(4)) : null;
  if (name == "source.ip") return new TemplateSource(SourceKind.SourceIp);
  if (name == "source.address") return new TemplateSource(SourceKind.TextProperty, "source\0address");
  if (name == "source.port") return new TemplateSource(SourceKind.NumberProperty, "source\0port");
  if (name == "destination.address") return new TemplateSource(SourceKind.TextProperty, "destination\0address");
  if (name == "destination.port") return new TemplateSource(SourceKind.NumberProperty, "destination\0port");
  if (name == "upstream.address") return new TemplateSource(SourceKind.TextProperty, "upstream\0address");
  if (name == "route") return new TemplateSource(SourceKind.Route);
  if (name == "cluster") return new TemplateSource(SourceKind.Cluster);
  if (name == "uuid") return new TemplateSource(SourceKind.Uuid);
  if (name == "time") return new TemplateSource(SourceKind.Time);
  if (name == "time.seconds") return new TemplateSource(SourceKind.Seconds);
  return name == "time.milliseconds" ? new TemplateSource(SourceKind.Milliseconds) : null;
}

function requestSource(name: string): TemplateSource | null {
  if (name == "method" || name == "path" || name == "scheme") {
    return new TemplateSource(SourceKind.RequestHeader, ":" + name);
  }
  if (name == "host") return new TemplateSource(SourceKind.RequestHeader, ":authority");
  if (name == "hostname") return new TemplateSource(SourceKind.RequestHostname);
  if (name == "url_path") return new TemplateSource(SourceKind.RequestPathname);
  if (name == "query") return new TemplateSource(SourceKind.RequestQuery);
  if (name == "id") return new TemplateSource(SourceKind.RequestHeader, "x-request-id");
  if (name == "protocol") return new TemplateSource(SourceKind.TextProperty, "request\0protocol");
  if (name.startsWith("header.")) return headerSource(SourceKind.RequestHeader, name.substring(7));
  if (name.startsWith("query.") && name.length > 6) {
    return new TemplateSource(SourceKind.RequestParameter, name.substring(6));
  }
  return name.startsWith("cookie.") && name.length > 7
    ? new TemplateSource(SourceKind.RequestCookie, name.substring(7))
    : null;
}

function responseSource(name: string): TemplateSource | null {
  if (name == "status") return new TemplateSource(SourceKind.ResponseHeader, ":status");
  return name.startsWith("header.") ? headerSource(SourceKind.ResponseHeader, name.substring(7)) : null;
}

/** A pseudo-header is no header here: it has a name of its own. */
function headerSource(kind: SourceKind, name: string): TemplateSource | null {
  return name.length == 0 || name.startsWith(":") ? null : new TemplateSource(kind, lowerCase(name));
}

function connectionSource(name: string): TemplateSource | null {
  return CONNECTION.includes(name) ? new TemplateSource(SourceKind.TextProperty, "connection\0" + name) : null;
}

/** Envoy's attributes of the connection that are texts. */
const CONNECTION: string[] = [
  "requested_server_name",
  "tls_version",
  "subject_peer_certificate",
  "dns_san_peer_certificate",
  "uri_san_peer_certificate",
  "sha256_peer_certificate_digest",
];

/** A variable never changes, so it is read once. */
function environmentSource(name: string): TemplateSource {
  const value = getEnvironment(name);
  if (value === null) return new TemplateSource(SourceKind.Absent);
  return new TemplateSource(SourceKind.Text, value);
}
