import type { StateObject } from "./filter-state.js";

/** An IP address and a port. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** What is known of an HTTP stream or a TCP connection beside its headers: where properties and access logs look. */
export interface StreamInfo {
  readonly connectionId: number;
  /** Null for TCP. */
  readonly protocol: string | null;
  readonly source: SocketAddress | null;
  readonly destination: SocketAddress | null;
  /** Nanoseconds since the Unix epoch. */
  readonly startTime: bigint;
  /** Filter state by key: what `proxy_set_property` and `set_envoy_filter_state` wrote. */
  readonly filterState: Map<string, StateObject>;
  upstream: SocketAddress | null;
  /** The gateway's own end of the connection to the upstream. */
  upstreamLocal: SocketAddress | null;
  upstreamRequestAttempts: number;
  /** Why the connection to the upstream could not be made, in Envoy's words. */
  upstreamFailure: string | null;
  /** Nanoseconds until the connection to the upstream stood, or failed. */
  upstreamReadyDuration: bigint | null;
  /** Nanoseconds from the first byte to the upstream to the last one from it. */
  backendLatency: bigint | null;
  /** `response.flags`: see {@link ResponseFlag}. */
  responseFlags: number;
  requestBytes: number;
  responseBytes: number;
  responseCode: number | null;
  responseCodeDetails: string | null;
  /** Nanoseconds; null until the stream has ended (on TCP: for filters to the last). */
  duration: bigint | null;
}

/** What a stream or a connection starts with. */
type NewStream = Pick<StreamInfo, "connectionId" | "protocol" | "source" | "destination" | "startTime">;

export function newStreamInfo(start: NewStream): StreamInfo {
  // Field by field: a spread makes an object that is slow to make and slow to read.
  return {
    connectionId: start.connectionId,
    protocol: start.protocol,
    source: start.source,
    destination: start.destination,
    startTime: start.startTime,
    filterState: new Map(),
    upstream: null,
    upstreamLocal: null,
    upstreamRequestAttempts: 0,
    upstreamFailure: null,
    upstreamReadyDuration: null,
    backendLatency: null,
    responseFlags: 0,
    requestBytes: 0,
    responseBytes: 0,
    responseCode: null,
    responseCodeDetails: null,
    duration: null,
  };
}

/** The bits of `response.flags` that this host sets. Source: Envoy's `StreamInfo::CoreResponseFlag`. */
export const ResponseFlag = {
  UpstreamRemoteReset: 0x10,
  UpstreamConnectionFailure: 0x20,
  UpstreamConnectionTermination: 0x40,
  NoRouteFound: 0x100,
  DownstreamConnectionTermination: 0x4000,
  StreamIdleTimeout: 0x10000,
  UpstreamProtocolError: 0x800000,
} as const;

/** The names that `xds.*` properties answer with, as the bootstrap of the Envoy engine names them. */
export const XDS_NAMES = {
  cluster: "upstream",
  route: "",
  virtualHost: "gateway",
  filterChain: "",
  nodeId: "sluice",
  nodeCluster: "sluice",
} as const;
