import type { IncomingMessage } from "node:http";
import { HeaderMap } from "../http/header-map.js";
import { faultOfHeaders } from "../http/node-message.js";
import { isUpgrade } from "../http/request-headers.js";
import { hostReply, type LocalReply } from "../http/local-reply.js";
import type { Pair } from "../http/pairs.js";

/** What Envoy answers to a request that no filter is to see. */
export interface Refusal {
  readonly reply: LocalReply;
  /** What access logs see of the request. */
  readonly headers: HeaderMap;
  /** Whether the connection may serve another request. */
  readonly isKept: boolean;
}

/** Which request Envoy's codec and connection manager refuse, and how; null when it goes on. */
export function refusalOf(request: IncomingMessage, headers: HeaderMap): Refusal | null {
  const byCodec = codecReply(request, headers);
  if (byCodec !== null) return { reply: byCodec, headers: new HeaderMap("request"), isKept: false };
  const byManager = managerReply(request, headers);
  if (byManager !== null) {
    return { reply: byManager, headers: new HeaderMap("request", targetOf(headers)), isKept: byManager.status === 404 };
  }
  return isUpgrade(headers) ? { reply: hostReply(403, "", "upgrade_failed"), headers, isKept: false } : null;
}

/** What Envoy's codec answers to a request that Node's parser could not read; null where it says nothing. */
export function unreadableReply(code: string): LocalReply | null {
  if (code === "HPE_HEADER_OVERFLOW") return tooLarge("http1.headers_too_large");
  return code.startsWith("HPE_") && code !== "HPE_INVALID_EOF_STATE" ? badRequest("http1.codec_error") : null;
}

function codecReply(request: IncomingMessage, headers: HeaderMap): LocalReply | null {
  const { "transfer-encoding": coding, "content-length": length, connection = "" } = request.headers;
  const fault = faultOfHeaders(request.rawHeaders);
  if (fault === "name") return badRequest("http1.codec_error");
  if (fault === "value") return badRequest("http1.invalid_characters");
  if (fault === "count") return tooLarge("http1.too_many_headers");
  if (coding !== undefined && length !== undefined) return badRequest("http1.content_length_and_chunked_not_allowed");
  const isConnect = request.method === "CONNECT";
  if (isConnect ? coding !== undefined : !/^(chunked)?$/i.test(coding ?? "")) {
    return hostReply(501, "Not Implemented", "http1.invalid_transfer_encoding");
  }
  if (isConnect && Number(length ?? 0) > 0) return badRequest("http1.body_disallowed");
  if (request.httpVersion !== "1.1") return hostReply(426, "Upgrade Required", "low_version");
  if (/(?:^|,)\s*:/.test(connection)) return badRequest("http1.connection_header_rejected");
  if (!isTarget(request)) return badRequest("http1.invalid_url");
  if (!isConnect && hasOtherScheme(request.url ?? "")) return badRequest("http1.invalid_scheme");
  // Seen on Envoy 1.40, which takes less than RFC 3986 and more than a host and a port.
  return /[^\w!$%&'()*+,.:;=@[\]~-]/.test(headers.get(":authority") ?? "")
    ? badRequest("http.invalid_authority")
    : null;
}

function hasOtherScheme(url: string): boolean {
  return /^(?!https?:)[a-z][a-z\d+.-]*:/i.test(url);
}

/** CONNECT has a host and a port; what is in absolute form has a host. */
function isTarget({ method, url = "" }: IncomingMessage): boolean {
  if (method !== "CONNECT") return !/^https?:(?!\/\/[^/?#])/i.test(url);
  const port = /^(?:\[[^\]]+\]|[^:/?#@[\]]+):(\d+)$/.exec(url)?.[1];
  return port !== undefined && Number(port) <= 0xffff;
}

function managerReply({ method, headers: named }: IncomingMessage, headers: HeaderMap): LocalReply | null {
  const path = headers.get(":path") ?? "/";
  if (!headers.has(":authority")) return hostReply(400, "", "missing_host_header");
  if (method === "QUERY" && named["content-type"] === undefined) {
    return hostReply(400, "", "query_missing_content_type");
  }
  if (!path.startsWith("/")) return hostReply(404, "", "absolute_path_rejected");
  return path.includes("#") ? hostReply(400, "", "path_normalization_failed") : null;
}

function targetOf(headers: HeaderMap): Pair[] {
  return [...headers].filter(([name]) => name.startsWith(":") && name !== ":scheme");
}

function badRequest(details: string): LocalReply {
  return hostReply(400, "Bad Request", details);
}

function tooLarge(details: string): LocalReply {
  return hostReply(431, "Request Header Fields Too Large", details);
}
