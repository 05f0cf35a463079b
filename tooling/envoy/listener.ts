import { type Address, LOOPBACK, socketAddress } from "./address.js";
import { type HttpFilter, type PluginFile, renderWasmFilter } from "./wasm-filter.js";

export interface ListenerOptions {
  readonly plugins: readonly PluginFile[];
  /** Port on 127.0.0.1; 0 lets the system choose. */
  readonly port: number;
  /** Default: Envoy's own, 1 MiB. */
  readonly bufferLimitBytes?: number | undefined;
}

/** `envoy.config.listener.v3.Listener`, as far as it is used here. */
export interface Listener {
  readonly name: string;
  readonly address: Address;
  readonly enable_reuse_port?: false;
  readonly per_connection_buffer_limit_bytes?: number;
  readonly filter_chains: readonly { readonly filters: readonly NetworkFilter[] }[];
}

interface NetworkFilter {
  readonly name: string;
  readonly typed_config: HttpConnectionManager;
}

/** `envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`, as far as it is used here. */
interface HttpConnectionManager {
  readonly "@type": string;
  readonly stat_prefix: string;
  readonly normalize_path: false;
  readonly merge_slashes: false;
  readonly path_with_escaped_slashes_action: "KEEP_UNCHANGED";
  readonly http_protocol_options: { readonly enable_trailers: true };
  readonly route_config: RouteConfiguration;
  readonly http_filters: readonly HttpFilter[];
}

interface RouteConfiguration {
  readonly name: string;
  readonly virtual_hosts: readonly {
    readonly name: string;
    readonly domains: readonly string[];
    readonly routes: readonly {
      readonly match: { readonly prefix: string };
      readonly route: { readonly cluster: string; readonly timeout: string };
    }[];
  }[];
}

/** Name of the one listener, in Envoy's configuration and in its admin interface. */
export const LISTENER_NAME = "gateway";

/** Name of the cluster that every request is routed to. */
export const UPSTREAM_CLUSTER = "upstream";

const HCM = "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";

/** The one listener of a gateway: the plugins in their order, then the router. */
export function renderListener({ plugins, port, bufferLimitBytes }: ListenerOptions): Listener {
  return {
    name: LISTENER_NAME,
    address: socketAddress(LOOPBACK, port),
    // With SO_REUSEPORT two gateways could share a named port and take each other's requests without an error.
    ...(port === 0 ? {} : { enable_reuse_port: false }),
    ...(bufferLimitBytes === undefined ? {} : { per_connection_buffer_limit_bytes: bufferLimitBytes }),
    filter_chains: [
      { filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: renderManager(plugins) }] },
    ],
  };
}

/** Paths stay as the client sent them: what a filter makes of `..` and `%2f` is what is tested here. */
function renderManager(plugins: readonly PluginFile[]): HttpConnectionManager {
  return {
    "@type": `type.googleapis.com/${HCM}`,
    stat_prefix: LISTENER_NAME,
    normalize_path: false,
    merge_slashes: false,
    path_with_escaped_slashes_action: "KEEP_UNCHANGED",
    http_protocol_options: { enable_trailers: true },
    route_config: {
      name: LISTENER_NAME,
      virtual_hosts: [
        {
          name: LISTENER_NAME,
          domains: ["*"],
          routes: [{ match: { prefix: "/" }, route: { cluster: UPSTREAM_CLUSTER, timeout: "0s" } }],
        },
      ],
    },
    http_filters: [...plugins.map(renderWasmFilter), renderRouter()],
  };
}

function renderRouter(): HttpFilter {
  return {
    name: "envoy.filters.http.router",
    typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
  };
}
