import { HeaderMap } from "./header-map.js";
import type { Pair } from "./pairs.js";

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

/** Headers and body of a local reply, as Envoy's `Utility::sendLocalReply` makes them of a plugin's call. */
export function renderLocalReply(reply: LocalReply, request: HeaderMap | null): { headers: HeaderMap; body: Buffer } {
  const headers = new HeaderMap([[":status", String(reply.status)], ...reply.headers]);
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
  headers.set("grpc-status", String(reply.grpcStatus ?? GRPC_STATUS_OF.get(reply.status) ?? GRPC_UNKNOWN));
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
