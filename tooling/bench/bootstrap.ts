import { renderBootstrap } from "../envoy/bootstrap.js";
import type { HttpConnectionManager } from "../envoy/http-connection-manager.js";
import { UPSTREAM_CLUSTER } from "../envoy/names.js";
import type { PluginFile } from "../envoy/plugin-config.js";
import type { Extension } from "../envoy/wasm-extension.js";

export interface BenchBootstrapOptions {
  /** The one plugin; null is none. */
  readonly plugin: PluginFile | null;
  /** Envoy's own filter before the router; null is none. */
  readonly filter: Extension | null;
  /** What `filter` is told of every route. */
  readonly routeConfig?: object | undefined;
  /** Origin of the upstream. */
  readonly upstream: string;
  /** Origin of the upstream of all paths that begin with {@link HELD_PATH}. */
  readonly heldUpstream?: string;
  /** Callout clusters: name → origin. */
  readonly clusters?: Readonly<Record<string, string>>;
}

/** Requests to it are answered by `heldUpstream`. */
export const HELD_PATH = "/held";

const HELD_CLUSTER = "held";

/** More than anything here needs; Envoy's own is 1,024 of each. */
const NO_LIMIT = 1_000_000;

/** Envoy's own is 60. */
const MAX_REQUEST_HEADERS_KB = 128;

/** The bootstrap of a gateway with one plugin or one of Envoy's own filters, and nothing that limits the load. */
export function renderBenchBootstrap(benchOptions: BenchBootstrapOptions): object {
  const { plugin, heldUpstream, clusters, ...options } = benchOptions;
  const allClusters = { ...clusters, ...(heldUpstream === undefined ? {} : { [HELD_CLUSTER]: heldUpstream }) };
  const bootstrap = renderBootstrap({ plugins: plugin === null ? [] : [plugin], clusters: allClusters, ...options });
  const { listeners, clusters: rendered } = bootstrap.static_resources;
  const thresholds = { max_connections: NO_LIMIT, max_pending_requests: NO_LIMIT, max_requests: NO_LIMIT };
  return {
    ...bootstrap,
    static_resources: {
      listeners: listeners.map((listener) => ({
        ...listener,
        filter_chains: listener.filter_chains.map((chain) => ({
          filters: chain.filters.map((manager) => ({
            ...manager,
            typed_config: amend(manager.typed_config as object as HttpConnectionManager, benchOptions),
          })),
        })),
      })),
      clusters: rendered.map((cluster) => ({ ...cluster, circuit_breakers: { thresholds: [thresholds] } })),
    },
  };
}

function amend(manager: HttpConnectionManager, { filter, routeConfig, heldUpstream }: BenchBootstrapOptions): object {
  const held = { match: { prefix: HELD_PATH }, route: { cluster: HELD_CLUSTER, timeout: "0s" } };
  const rest = { match: { prefix: "/" }, route: { cluster: UPSTREAM_CLUSTER, timeout: "0s" } };
  const [host] = manager.route_config.virtual_hosts;
  return {
    ...manager,
    max_request_headers_kb: MAX_REQUEST_HEADERS_KB,
    // A held stream is silent for as long as the benchmark takes.
    stream_idle_timeout: "0s",
    route_config: {
      ...manager.route_config,
      virtual_hosts: [
        {
          ...host,
          routes: [...(heldUpstream === undefined ? [] : [held]), rest],
          ...(filter === null || routeConfig === undefined
            ? {}
            : { typed_per_filter_config: { [filter.name]: routeConfig } }),
        },
      ],
    },
    http_filters: [...(filter === null ? [] : [filter]), ...manager.http_filters],
  };
}
