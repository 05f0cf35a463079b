import { hasControlCharacter, isToken } from "./field-value.js";
import { HeaderMap } from "./header-map.js";
import type { Pair } from "./pairs.js";
import type { UpstreamFailure } from "./upstream-failure.js";

/** A response that a plugin or the host sends in the place of the upstream's. */
export interface LocalReply {
  readonly status: number;
  readonly headers: readonly Pair[];
  readonly body: Buffer;
  /** A gRPC status code, or null for "none". */
  readonly grpcStatus: number | null;
  /** `response.code_details`. */
  readonly details: string;
}

/** A reply of the host itself: Envoy's text for the status, no further headers. */
export function hostReply(status: number, body: string, details: string): LocalReply {
  return { status, headers: [], body: Buffer.from(body), grpcStatus: null, details };
}

/** What Envoy's filter manager answers to a request that a plugin took a needed header from, or broke a value of; else null. */
export function brokenRequestReply(headers: HeaderMap): LocalReply | null {
  const isRoutable = headers.get(":path")?.startsWith("/") === true && headers.has("x-forwarded-proto");
  if (!isRoutable) return hostReply(404, "", "route_not_found");
  if (!headers.has(":method")) return brokenHeaders(503, "request", "missing required header: :method");
  return unsentRequestReply(headers);
}

/** What Envoy answers in the place of an upstream to a request that its codecs do not write; null where they do. */
export function unsentRequestReply(headers: HeaderMap): LocalReply | null {
  if (headers.get(":method") === "CONNECT" && headers.has(":path")) {
    return brokenHeaders(503, "request", "missing required header: :protocol");
  }
  for (const [name, value] of headers) {
    if (!name.startsWith(":") && !isToken(name)) return brokenHeaders(503, "request", `invalid header name: ${name}`);
    if (hasControlCharacter(value)) return brokenHeaders(503, "request", `invalid header value for: ${name}`);
  }
  return null;
}

/** Likewise for a response, which needs a `:status` of digits. */
export function brokenResponseReply(headers: HeaderMap): LocalReply | null {
  if (/^\d+$/.test(headers.get(":status") ?? "")) return null;
  return brokenHeaders(502, "response", "missing required header: :status");
}

function brokenHeaders(status: number, kind: "request" | "response", text: string): LocalReply {
  return hostReply(status, text, `filter_removed_required_${kind}_headers{${underscored(text)}}`);
}

/** What Envoy's router answers when the upstream gives no response. */
export function upstreamFailureReply(reason: UpstreamFailure): LocalReply {
  const text = `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`;
  const cause = reason === "remote connection failure" ? "|delayed_connect_error:_Connection_refused" : "";
  const status = reason === "protocol error" ? 502 : 503;
  return hostReply(status, text, `upstream_reset_before_response_started{${underscored(reason)}${cause}}`);
}

/** `response.code_details` of a response that the upstream did not end. */
export function upstreamResetDetails(reason: UpstreamFailure): string {
  return `upstream_reset_after_response_started{${underscored(reason)}}`;
}

/** Words as details have them. */
function underscored(text: string): string {
  return text.replaceAll(" ", "_");
}

/** gRPC status of an HTTP status, for local replies to gRPC requests. Source: grpc/doc/http-grpc-status-mapping.md. */
const GRPC_STATUS_OF: ReadonlyMap<number, number> = new Map([
  [400, 13],
  [401, 16],
  [403, 7],
  [404, 12],
  [429, 14],
  [502, 14],
  [503, 14],
  [504, 14],
]);
const GRPC_UNKNOWN = 2;

export function grpcStatusOf(httpStatus: number): number {
  return GRPC_STATUS_OF.get(httpStatus) ?? GRPC_UNKNOWN;
}

/** Headers and body of a local reply, as Envoy's `Utility::sendLocalReply` makes them of a plugin's call. */
export function renderLocalReply(reply: LocalReply, request: HeaderMap | null): { headers: HeaderMap; body: Buffer } {
  const headers = new HeaderMap("response", [[":status", String(reply.status)], ...reply.headers]);
  if (isGrpc(request)) return { headers: renderGrpc(headers, reply), body: Buffer.alloc(0) };
  if (reply.body.length === 0) {
    headers.remove("content-length");
    headers.remove("content-type");
  } else {
    headers.set("content-length", String(reply.body.length));
    if (!headers.has("content-type")) headers.set("content-type", "text/plain");
  }
  const isHead = request?.get(":method") === "HEAD";
  return { headers, body: isHead ? Buffer.alloc(0) : reply.body };
}

function renderGrpc(headers: HeaderMap, reply: LocalReply): HeaderMap {
  headers.set(":status", "200");
  headers.set("content-type", "application/grpc");
  headers.set("grpc-status", String(reply.grpcStatus ?? grpcStatusOf(reply.status)));
  if (reply.body.length > 0) headers.set("grpc-message", percentEncode(reply.body));
  return headers;
}

function isGrpc(request: HeaderMap | null): boolean {
  return /^application\/grpc(?:$|[+;])/.test(request?.get("content-type") ?? "");
}

/** gRPC over HTTP/2, "Percent-Encoded": everything but printable ASCII without `%`. */
function percentEncode(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/[^\x20-\x7e]|%/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}
