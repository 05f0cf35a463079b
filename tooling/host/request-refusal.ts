import type { IncomingMessage } from "node:http";
import type { HeaderMap } from "./header-map.js";
import { hostReply, type LocalReply } from "./local-reply.js";

/** Envoy's `max_headers_count`. */
const HEADERS_MAX = 100;

/** What Envoy's codec and connection manager answer to a request that no filter is to see; null when it goes on. */
export function refusalOf(request: IncomingMessage, headers: HeaderMap): LocalReply | null {
  const named = request.headers;
  const connection = (named.connection ?? "").toLowerCase().split(/\s*,\s*/);
  const path = headers.get(":path") ?? "";
  if (request.rawHeaders.length / 2 > HEADERS_MAX) {
    return hostReply(431, "Request Header Fields Too Large", "http1.too_many_headers");
  }
  if (connection.some((name) => name === "host" || name.startsWith(":"))) {
    return hostReply(400, "Bad Request", "http1.connection_header_rejected");
  }
  if (!/^(chunked)?$/i.test(named["transfer-encoding"] ?? "")) {
    return hostReply(501, "Not Implemented", "http1.invalid_transfer_encoding");
  }
  if (request.httpVersion === "1.0") return hostReply(426, "Upgrade Required", "low_version");
  if ((headers.get(":authority") ?? "").includes(" ")) return hostReply(400, "Bad Request", "http.invalid_authority");
  if (!path.startsWith("/")) return hostReply(404, "", "path_refused");
  if (path.includes("#")) return hostReply(400, "", "path_refused");
  // A change to HTTP/2 is left out instead.
  const isUpgrade = connection.includes("upgrade") && named.upgrade !== undefined && named.upgrade !== "h2c";
  return isUpgrade ? hostReply(403, "", "upgrade_failed") : null;
}
