import type { Context } from "./context.js";
import { HeaderMap } from "./header-map.js";
import { grpcStatusOf } from "./local-reply.js";
import type { Attributes } from "./properties.js";
import { writeMessage } from "./protobuf.js";
import { type SocketAddress, type StreamInfo, XDS_NAMES } from "./stream-info.js";

const NONE = new HeaderMap("response");
const byteSize = (map: HeaderMap | null): bigint => BigInt(map?.byteSize ?? 0);

/** `request.*`: without a stream there is none; what stands in headers is gone while these are let go, and TCP has none. */
export function requestAttributes(context: Context): Attributes | null {
  const info = context.streamInfo;
  if (info === null) return null;
  const headers = context.requestHeaders;
  const header = (name: string) => () => headers?.get(name) ?? null;
  const path = headers?.get(":path") ?? null;
  const query = path?.indexOf("?") ?? -1;
  return {
    headers: () => headers ?? NONE,
    headers_bytes: () => byteSize(headers),
    path: () => path,
    url_path: () => (query < 0 ? path : (path?.slice(0, query) ?? null)),
    query: () => (path === null ? null : query < 0 ? "" : path.slice(query + 1)),
    host: header(":authority"),
    scheme: header(":scheme"),
    method: header(":method"),
    referer: header("referer"),
    useragent: header("user-agent"),
    id: header("x-request-id"),
    protocol: () => info.protocol,
    time: () => info.startTime,
    duration: () => info.duration,
    size: () => contentLength(headers) ?? BigInt(info.requestBytes),
    total_size: () => BigInt(info.requestBytes) + byteSize(headers),
  };
}

/** `response.*` */
export function responseAttributes(context: Context): Attributes | null {
  const info = context.streamInfo;
  if (info === null) return null;
  const headers = context.responseHeaders;
  const trailers = context.responseTrailers;
  const grpcStatus = trailers?.get("grpc-status") ?? headers?.get("grpc-status") ?? null;
  return {
    headers: () => headers ?? NONE,
    headers_bytes: () => byteSize(headers),
    trailers: () => trailers ?? NONE,
    code: () => (info.responseCode === null ? null : BigInt(info.responseCode)),
    code_details: () => info.responseCodeDetails,
    flags: () => 0n,
    grpc_status() {
      if (grpcStatus !== null && /^\d{1,9}$/.test(grpcStatus)) return BigInt(grpcStatus);
      return info.responseCode === null ? null : BigInt(grpcStatusOf(info.responseCode));
    },
    size: () => BigInt(info.responseBytes),
    total_size: () => BigInt(info.responseBytes) + byteSize(headers) + byteSize(trailers),
  };
}

/** `source.*`, `destination.*` and `upstream.*` */
export function peerAttributes(
  info: StreamInfo | null,
  peer: "source" | "destination" | "upstream",
): Attributes | null {
  if (info === null) return null;
  const socket = info[peer];
  const port = (): bigint | null => (socket === null ? null : BigInt(socket.port));
  if (peer !== "upstream") return { address: () => formatAddress(socket), port };
  return {
    address: () => formatAddress(socket),
    port,
    local_address: () => formatAddress(info.upstreamLocal),
    transport_failure_reason: () => "",
    request_attempt_count: () => BigInt(info.upstreamRequestAttempts),
  };
}

function formatAddress(socket: SocketAddress | null): string | null {
  if (socket === null) return null;
  return socket.address.includes(":") ? `[${socket.address}]:${socket.port}` : `${socket.address}:${socket.port}`;
}

/** `connection.*`: never TLS here. */
export function connectionAttributes({ streamInfo }: Context): Attributes | null {
  if (streamInfo === null) return null;
  return {
    id: () => BigInt(streamInfo.connectionId),
    mtls: () => false,
    requested_server_name: () => "",
  };
}

/** `xds.*`: the node is known without a stream too. */
export function xdsAttributes({ streamInfo }: Context): Attributes {
  const whenStreaming = (value: string) => () => (streamInfo === null ? null : value);
  const isHttp = streamInfo !== null && streamInfo.protocol !== null;
  // Routes are HTTP's; a TCP connection has its cluster when it is connected.
  const hasCluster = isHttp || (streamInfo?.upstreamRequestAttempts ?? 0) > 0;
  const { nodeId, nodeCluster } = XDS_NAMES;
  return {
    node: () => ({
      bytes: writeMessage([
        [1, nodeId],
        [2, nodeCluster],
      ]),
      fields: { id: nodeId, cluster: nodeCluster },
    }),
    cluster_name: () => (hasCluster ? XDS_NAMES.cluster : null),
    route_name: () => (isHttp ? XDS_NAMES.route : null),
    virtual_host_name: () => (isHttp ? XDS_NAMES.virtualHost : null),
    filter_chain_name: whenStreaming(XDS_NAMES.filterChain),
    listener_direction: () => (streamInfo === null ? null : 0n),
  };
}

function contentLength(headers: HeaderMap | null): bigint | null {
  const text = headers?.get("content-length") ?? "";
  return /^\d{1,18}$/.test(text) ? BigInt(text) : null;
}
