import type { Context } from "./context.js";
import type { HeaderMap } from "./header-map.js";
import { HttpContext } from "./http-context.js";
import { type Pair, serializePairs } from "./pairs.js";
import { type SocketAddress, type StreamInfo, XDS_NAMES } from "./stream-info.js";

type Value = string | bigint | boolean | Buffer | HeaderMap | null;
type Attributes = Readonly<Record<string, () => Value>>;

/**
 * The bytes of a property, or null for NotFound. A path is segments joined by NUL. Strings are their bytes, numbers and times
 * eight bytes little endian (times and durations in nanoseconds), booleans one byte, maps the pairs format. Source: Envoy's
 * attributes and `Context::findValue`; TLS, metadata and upstream timing attributes have no counterpart here.
 */
export function readProperty(context: Context, path: string): Buffer | null {
  const [name = "", ...rest] = path.replace(/\0$/, "").split("\0");
  const attributes = GROUPS[name]?.(context);
  if (attributes !== undefined) {
    const value = rest[0] === undefined ? null : (attributes[rest[0]]?.() ?? null);
    return rest.length < 2 ? serialize(value) : readMember(value, rest.slice(1));
  }
  if (rest.length > 0) return name === "filter_state" ? readFilterState(context, rest) : null;
  return serialize(readName(context, name));
}

const GROUPS: Readonly<Record<string, (context: Context) => Attributes>> = {
  request: (context) => requestAttributes(context, context.streamInfo),
  response: (context) => responseAttributes(context, context.streamInfo),
  source: (context) => addressAttributes(context.streamInfo?.source ?? null),
  destination: (context) => addressAttributes(context.streamInfo?.destination ?? null),
  upstream: (context) => addressAttributes(context.streamInfo?.upstream ?? null),
  connection: (context) => ({
    id: () => connectionId(context),
    mtls: () => (context.streamInfo === null ? null : false),
    requested_server_name: () => (context.streamInfo === null ? null : ""),
  }),
  xds: (context) => xdsAttributes(context.streamInfo),
};

function readName(context: Context, name: string): Value {
  switch (name) {
    case "plugin_name":
      return context.plugin?.name ?? null;
    case "plugin_root_id":
      return context.plugin?.rootId ?? null;
    case "plugin_vm_id":
      return context.vm.vmId;
    case "connection_id":
      return connectionId(context);
    default:
      return context.streamInfo?.filterState.get(`wasm.${name}`) ?? null;
  }
}

function connectionId(context: Context): bigint | null {
  return context.streamInfo === null ? null : BigInt(context.streamInfo.connectionId);
}

function readFilterState(context: Context, path: readonly string[]): Buffer | null {
  return path.length === 1 ? (context.streamInfo?.filterState.get(path[0] ?? "") ?? null) : null;
}

function requestAttributes(context: Context, info: StreamInfo | null): Attributes {
  const headers = context instanceof HttpContext ? context.requestHeaders : null;
  const header = (name: string) => () => headers?.get(name) ?? null;
  const path = headers?.get(":path") ?? null;
  const query = path?.indexOf("?") ?? -1;
  return {
    headers: () => headers,
    headers_bytes: () => (headers === null ? null : BigInt(headers.byteSize)),
    path: () => path,
    url_path: () => (query < 0 ? path : (path?.slice(0, query) ?? null)),
    query: () => (path === null ? null : query < 0 ? "" : path.slice(query + 1)),
    host: header(":authority"),
    scheme: header(":scheme"),
    method: header(":method"),
    referer: header("referer"),
    useragent: header("user-agent"),
    id: header("x-request-id"),
    protocol: () => info?.protocol ?? null,
    time: () => info?.startTime ?? null,
    duration: () => info?.duration ?? null,
    size: () => contentLength(headers) ?? (info === null ? null : BigInt(info.requestBytes)),
    total_size: () => (headers === null || info === null ? null : BigInt(info.requestBytes + headers.byteSize)),
  };
}

function responseAttributes(context: Context, info: StreamInfo | null): Attributes {
  const headers = context instanceof HttpContext ? context.responseHeaders : null;
  const trailers = context instanceof HttpContext ? context.responseTrailers : null;
  const grpcStatus = trailers?.get("grpc-status") ?? headers?.get("grpc-status") ?? null;
  const bytes = info === null ? null : BigInt(info.responseBytes);
  return {
    headers: () => headers,
    headers_bytes: () => (headers === null ? null : BigInt(headers.byteSize)),
    trailers: () => trailers,
    code: () => (info?.responseCode == null ? null : BigInt(info.responseCode)),
    code_details: () => info?.responseCodeDetails ?? null,
    flags: () => (info === null ? null : 0n),
    grpc_status: () => (grpcStatus !== null && /^\d+$/.test(grpcStatus) ? BigInt(grpcStatus) : null),
    size: () => bytes,
    total_size: () => (bytes === null ? null : bytes + BigInt((headers?.byteSize ?? 0) + (trailers?.byteSize ?? 0))),
  };
}

function addressAttributes(address: SocketAddress | null): Attributes {
  if (address === null) return {};
  const host = address.address.includes(":") ? `[${address.address}]` : address.address;
  return { address: () => `${host}:${address.port}`, port: () => BigInt(address.port) };
}

function xdsAttributes(info: StreamInfo | null): Attributes {
  const whenStreaming = (value: string) => () => (info === null ? null : value);
  return {
    cluster_name: whenStreaming(XDS_NAMES.cluster),
    route_name: whenStreaming(XDS_NAMES.route),
    virtual_host_name: whenStreaming(XDS_NAMES.virtualHost),
    filter_chain_name: whenStreaming(XDS_NAMES.filterChain),
  };
}

/** A member of a header map; nothing else has members. */
function readMember(value: Value, path: readonly string[]): Buffer | null {
  if (value === null || typeof value !== "object" || Buffer.isBuffer(value) || path.length !== 1) return null;
  return serialize(value.getAll(path[0] ?? "").join(",") || value.get(path[0] ?? ""));
}

function contentLength(headers: HeaderMap | null): bigint | null {
  const text = headers?.get("content-length") ?? "";
  return /^\d{1,18}$/.test(text) ? BigInt(text) : null;
}

function serialize(value: Value): Buffer | null {
  if (value === null || Buffer.isBuffer(value)) return value;
  if (typeof value === "string") return Buffer.from(value, "latin1");
  if (typeof value === "boolean") return Buffer.from([Number(value)]);
  if (typeof value === "object") return serializePairs([...value] as Pair[]);
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return bytes;
}
