import { type AttributeValue, EMPTY_METADATA, uint } from "./attribute-value.js";
import type { PropertySource } from "./property-source.js";
import { HeaderMap } from "../http/header-map.js";
import { grpcStatusOf } from "../http/local-reply.js";
import type { SocketAddress, StreamInfo } from "./stream-info.js";

/** The attributes of one group, each computed when it is asked for. Those of a stream; without one there are none. */
export type AttributeGroup = Readonly<Record<string, (info: StreamInfo, context: PropertySource) => AttributeValue>>;

const NONE = new HeaderMap("response");
const byteSize = (map: HeaderMap | null): bigint => BigInt(map?.byteSize ?? 0);
const header =
  (name: string) =>
  (_info: StreamInfo, { requestHeaders }: PropertySource): AttributeValue =>
    requestHeaders?.get(name) ?? null;

/** `request.*`: what stands in headers is gone while these are let go, and TCP has none. */
export const REQUEST: AttributeGroup = {
  headers: (_, { requestHeaders }) => requestHeaders ?? NONE,
  headers_bytes: (_, { requestHeaders }) => byteSize(requestHeaders),
  path: header(":path"),
  url_path: (_, { requestHeaders }) => requestHeaders?.get(":path")?.split("?", 1)[0] ?? null,
  query: (_, { requestHeaders }) => queryOf(requestHeaders?.get(":path") ?? null),
  host: header(":authority"),
  scheme: header(":scheme"),
  method: header(":method"),
  referer: header("referer"),
  useragent: header("user-agent"),
  id: header("x-request-id"),
  protocol: ({ protocol }) => protocol,
  time: ({ startTime }) => ({ kind: "timestamp", value: startTime }),
  duration: ({ duration }) => nanoseconds(duration),
  size: ({ requestBytes }, { requestHeaders }) => contentLength(requestHeaders, requestBytes),
  total_size: ({ requestBytes }, { requestHeaders }) => BigInt(requestBytes) + byteSize(requestHeaders),
};

/** `response.*` */
export const RESPONSE: AttributeGroup = {
  headers: (_, { responseHeaders }) => responseHeaders ?? NONE,
  headers_bytes: (_, { responseHeaders }) => byteSize(responseHeaders),
  trailers: (_, { responseTrailers }) => responseTrailers ?? NONE,
  code: ({ responseCode }) => (responseCode === null ? null : BigInt(responseCode)),
  code_details: ({ responseCodeDetails }) => responseCodeDetails,
  flags: ({ responseFlags }) => BigInt(responseFlags),
  grpc_status: grpcStatus,
  size: ({ responseBytes }) => BigInt(responseBytes),
  total_size: ({ responseBytes }, { responseHeaders, responseTrailers }) =>
    BigInt(responseBytes) + byteSize(responseHeaders) + byteSize(responseTrailers),
  backend_latency: ({ backendLatency }) => nanoseconds(backendLatency),
};

/** `source.*` and `destination.*` */
export const SOURCE: AttributeGroup = {
  address: ({ source }) => formatAddress(source),
  port: ({ source }) => portOf(source),
};

export const DESTINATION: AttributeGroup = {
  address: ({ destination }) => formatAddress(destination),
  port: ({ destination }) => portOf(destination),
};

/** `connection.*`: never TLS here, so that its certificates and version are not there. */
export const CONNECTION: AttributeGroup = {
  id: ({ connectionId }) => uint(connectionId),
  mtls: () => false,
  requested_server_name: () => "",
};

/** Dynamic metadata: no plugin can write it. */
export const metadata = (): AttributeValue => EMPTY_METADATA;

export function formatAddress(socket: SocketAddress | null): string | null {
  if (socket === null) return null;
  return socket.address.includes(":") ? `[${socket.address}]:${socket.port}` : `${socket.address}:${socket.port}`;
}

export const portOf = (socket: SocketAddress | null): bigint | null => (socket === null ? null : BigInt(socket.port));

export const nanoseconds = (value: bigint | null): AttributeValue =>
  value === null ? null : { kind: "duration", value };

function queryOf(path: string | null): string | null {
  if (path === null) return null;
  const start = path.indexOf("?");
  return start < 0 ? "" : (path.slice(start + 1).split("#", 1)[0] ?? "");
}

function grpcStatus(
  { responseCode }: StreamInfo,
  { responseHeaders, responseTrailers }: PropertySource,
): bigint | null {
  const text = responseTrailers?.get("grpc-status") ?? responseHeaders?.get("grpc-status") ?? "";
  if (/^\d{1,9}$/.test(text)) return BigInt(text);
  return responseCode === null ? null : BigInt(grpcStatusOf(responseCode));
}

function contentLength(headers: HeaderMap | null, received: number): bigint {
  const text = headers?.get("content-length") ?? "";
  return BigInt(/^\d{1,18}$/.test(text) ? text : received);
}
