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
  /** Filter state: written by `proxy_set_property` under `wasm.<path>`, bytes by key. */
  readonly filterState: Map<string, Buffer>;
  upstream: SocketAddress | null;
  /** The gateway's own end of the connection to the upstream. */
  upstreamLocal: SocketAddress | null;
  upstreamRequestAttempts: number;
  requestBytes: number;
  responseBytes: number;
  responseCode: number | null;
  responseCodeDetails: string | null;
  /** Nanoseconds; null until the stream has ended (on TCP: for filters to the last). */
  duration: bigint | null;
}

/** The names that `xds.*` properties answer with, as the bootstrap of the Envoy engine names them. */
export const XDS_NAMES = {
  cluster: "upstream",
  route: "",
  virtualHost: "gateway",
  filterChain: "",
  nodeId: "sluice",
  nodeCluster: "sluice",
} as const;
