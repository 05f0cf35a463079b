import { type DiscoveredFilter, renderDiscoveredFilter } from "./discovery.js";
import { LISTENER_NAME, UPSTREAM_CLUSTER } from "./names.js";
import type { PluginFile } from "./plugin-config.js";
import { type Extension, renderWasmExtensions } from "./wasm-extension.js";

/** `envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`, as far as it is used here. */
export interface HttpConnectionManager {
  readonly stat_prefix: string;
  readonly normalize_path: false;
  readonly merge_slashes: false;
  readonly path_with_escaped_slashes_action: "KEEP_UNCHANGED";
  readonly http_protocol_options: { readonly enable_trailers: true };
  readonly http2_protocol_options?: { readonly allow_metadata: true };
  readonly stream_idle_timeout?: string;
  readonly route_config: RouteConfiguration;
  readonly http_filters: readonly (Extension | DiscoveredFilter)[];
  readonly access_log?: readonly Extension[];
}

export interface HttpConnectionManagerOptions {
  /** How long nothing may happen on a stream; 0 is no limit. Default: Envoy's own, 5 minutes. */
  readonly streamIdleTimeoutMs?: number | undefined;
  /** Whether METADATA frames of HTTP/2 are read; default false. */
  readonly allowMetadata?: boolean;
  /** Where one more filter is discovered, the last before the router; default: there is none. */
  readonly discoveryFolder?: string | undefined;
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

const HCM = "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";

/**
 * The last network filter of an HTTP gateway: it runs the HTTP filters, then the router.
 *
 * Paths stay as the client sent them: what a filter makes of `..` and `%2f` is what is tested here.
 */
export function renderHttpConnectionManager(
  plugins: readonly PluginFile[],
  { streamIdleTimeoutMs, allowMetadata = false, discoveryFolder }: HttpConnectionManagerOptions = {},
): Extension<HttpConnectionManager> {
  const accessLoggers = renderWasmExtensions(plugins, "access-logger");
  return {
    name: "envoy.filters.network.http_connection_manager",
    typed_config: {
      "@type": `type.googleapis.com/${HCM}`,
      stat_prefix: LISTENER_NAME,
      normalize_path: false,
      merge_slashes: false,
      path_with_escaped_slashes_action: "KEEP_UNCHANGED",
      http_protocol_options: { enable_trailers: true },
      ...(allowMetadata ? { http2_protocol_options: { allow_metadata: true } } : {}),
      ...(streamIdleTimeoutMs === undefined ? {} : { stream_idle_timeout: `${streamIdleTimeoutMs / 1000}s` }),
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
      http_filters: [
        ...renderWasmExtensions(plugins, "http"),
        ...(discoveryFolder === undefined ? [] : [renderDiscoveredFilter(discoveryFolder)]),
        renderRouter(),
      ],
      ...(accessLoggers.length === 0 ? {} : { access_log: accessLoggers }),
    },
  };
}

function renderRouter(): Extension {
  return {
    name: "envoy.filters.http.router",
    typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
  };
}
