import { isIP } from "node:net";
import { ToolError } from "../error.js";
import { socketHost } from "../socket-host.js";
import { type Address, socketAddress } from "./address.js";

/** `envoy.config.cluster.v3.Cluster`, as far as it is used here. */
export interface Cluster {
  readonly name: string;
  readonly type: "STATIC" | "LOGICAL_DNS";
  /** `ALL` with `LOGICAL_DNS` tries IPv6 and IPv4 in turn (RFC 8305); `STRICT_DNS` would balance between them. */
  readonly dns_lookup_family?: "ALL";
  readonly connect_timeout: string;
  readonly load_assignment: {
    readonly cluster_name: string;
    readonly endpoints: readonly { readonly lb_endpoints: readonly { readonly endpoint: { address: Address } }[] }[];
  };
  readonly transport_socket?: TransportSocket;
  readonly typed_extension_protocol_options?: Readonly<Record<string, HttpProtocolOptions>>;
}

interface TransportSocket {
  readonly name: "envoy.transport_sockets.tls";
  readonly typed_config: {
    readonly "@type": string;
    readonly sni?: string;
    readonly common_tls_context: {
      readonly validation_context: {
        readonly trusted_ca: { readonly filename: string };
        readonly match_typed_subject_alt_names: readonly {
          readonly san_type: "DNS" | "IP_ADDRESS";
          readonly matcher: { readonly exact: string };
        }[];
      };
    };
  };
}

export interface ClusterOptions {
  /** A file of PEM certificates; needed for `https` and `grpcs`. */
  readonly trustedCaPath?: string | undefined;
  /** Whether METADATA frames of HTTP/2 are read; default false. */
  readonly allowMetadata?: boolean;
}

interface HttpProtocolOptions {
  readonly "@type": string;
  readonly explicit_http_config:
    | { readonly http_protocol_options: { readonly enable_trailers: true } }
    | { readonly http2_protocol_options: { readonly allow_metadata?: true } };
}

const HTTP_PROTOCOL_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
const UPSTREAM_TLS_CONTEXT = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext";

/**
 * A cluster of one endpoint, spoken to in HTTP/1.1 with trailers, or with `grpc` and `grpcs` in HTTP/2; with `tcp`
 * whatever the two ends speak. With `https` and `grpcs` the certificate must be valid for the host.
 *
 * @param origin e.g. `http://127.0.0.1:8080`, `grpc://127.0.0.1:50051`
 * @throws ToolError `ERR_USAGE` when `origin` is not the origin of an http, https, grpc, grpcs or tcp URL.
 */
export function renderCluster(name: string, origin: string, options: ClusterOptions = {}): Cluster {
  const { trustedCaPath, allowMetadata = false } = options;
  const url = parseOrigin(name, origin);
  const isTls = url.protocol.endsWith("s:");
  const host = socketHost(url);
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
  return {
    name,
    ...(isIP(host) === 0 ? { type: "LOGICAL_DNS", dns_lookup_family: "ALL" } : { type: "STATIC" }),
    connect_timeout: "5s",
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(host, port) } }] }],
    },
    ...(isTls ? { transport_socket: tlsSocket(name, host, trustedCaPath) } : {}),
    ...(url.protocol === "tcp:" ? {} : { typed_extension_protocol_options: httpOptions(url, allowMetadata) }),
  };
}

function httpOptions({ protocol }: URL, allowMetadata: boolean): Readonly<Record<string, HttpProtocolOptions>> {
  const isGrpc = protocol.startsWith("grpc");
  return {
    [HTTP_PROTOCOL_OPTIONS]: {
      "@type": `type.googleapis.com/${HTTP_PROTOCOL_OPTIONS}`,
      explicit_http_config: isGrpc
        ? { http2_protocol_options: allowMetadata ? { allow_metadata: true } : {} }
        : { http_protocol_options: { enable_trailers: true } },
    },
  };
}

/** The text itself is not repeated in the message: a URL may hold a password. */
function parseOrigin(name: string, origin: string): URL {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  if (url !== null && /^(?:(?:http|grpc)s?|tcp):$/.test(url.protocol) && isBare(url)) return url;
  throw new ToolError(
    "ERR_USAGE",
    `cluster "${name}": its address is not the origin of an http, https, grpc or tcp URL`,
    {
      hint: "give scheme, host and port only, such as http://127.0.0.1:8080",
    },
  );
}

/** Of a scheme of its own, such as `grpc`, a URL has the origin "null" and may have no path. */
function isBare({ host, username, password, pathname, search, hash }: URL): boolean {
  return host !== "" && /^\/?$/.test(pathname) && username + password + search + hash === "";
}

function tlsSocket(name: string, host: string, trustedCaPath: string | undefined): TransportSocket {
  if (trustedCaPath === undefined) throw new ToolError("ERR_INTERNAL", `cluster "${name}": no certificates to trust`);
  const isName = isIP(host) === 0;
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: {
      "@type": UPSTREAM_TLS_CONTEXT,
      // RFC 6066 section 3: literal IP addresses are not permitted in a server name.
      ...(isName ? { sni: host } : {}),
      common_tls_context: {
        validation_context: {
          trusted_ca: { filename: trustedCaPath },
          match_typed_subject_alt_names: [{ san_type: isName ? "DNS" : "IP_ADDRESS", matcher: { exact: host } }],
        },
      },
    },
  };
}
