import { type GatewayOptions, gatewayProtocol } from "../gateway.js";
import { LOOPBACK } from "../loopback.js";
import { type Address, socketAddress } from "./address.js";
import { type Cluster, renderCluster } from "./cluster.js";
import { type Listener, renderListener } from "./listener.js";
import { UPSTREAM_CLUSTER } from "./names.js";
import type { PluginFile } from "./plugin-config.js";
import { type StatsTag, statsTags } from "./stats-tags.js";
import { type Extension, renderWasmExtensions } from "./wasm-extension.js";

/** A gateway whose modules lie in files. Logs and the number of workers are no part of a bootstrap. */
export interface BootstrapOptions extends Omit<GatewayOptions, "plugins" | "onLog" | "workers"> {
  readonly plugins: readonly PluginFile[];
  /** File of PEM certificates that `https` clusters are checked against; needed when there is one. */
  readonly trustedCaPath?: string;
  /** Folder from which Envoy takes one more HTTP filter, the last before the router; see `renderDiscoveredFilter`. */
  readonly discoveryFolder?: string;
}

/** `envoy.config.bootstrap.v3.Bootstrap`, as far as it is used here; JSON of it is what Envoy reads. */
export interface Bootstrap {
  readonly node: { readonly id: string; readonly cluster: string };
  readonly admin: { readonly address: Address };
  /** Counters and histograms are brought up to date by a look at the admin interface, not every five seconds. */
  readonly stats_flush_on_admin: true;
  readonly stats_config: { readonly stats_tags: readonly StatsTag[] };
  /** The services. */
  readonly bootstrap_extensions?: readonly Extension[];
  readonly static_resources: { readonly listeners: readonly Listener[]; readonly clusters: readonly Cluster[] };
}

/**
 * Renders the bootstrap of a gateway: a pure function, nothing is read or written.
 *
 * @throws ToolError `ERR_USAGE` when the upstream or a cluster is not the origin of an http, https, grpc or tcp
 *   URL, or HTTP and network filters are mixed.
 * @example
 * await writeFile("envoy.json", JSON.stringify(renderBootstrap({ plugins: [], upstream: "http://127.0.0.1:8080" })));
 */
export function renderBootstrap(options: BootstrapOptions): Bootstrap {
  const clusters = { ...options.clusters, [UPSTREAM_CLUSTER]: options.upstream };
  const { allowMetadata = false, trustedCaPath } = options;
  const services = renderWasmExtensions(options.plugins, "service");
  return {
    node: { id: "sluice", cluster: "sluice" },
    admin: { address: socketAddress(LOOPBACK, options.adminPort ?? 0) },
    stats_flush_on_admin: true,
    stats_config: { stats_tags: statsTags(options.metricLabels ?? []) },
    ...(services.length === 0 ? {} : { bootstrap_extensions: services }),
    static_resources: {
      listeners: [
        renderListener({
          protocol: gatewayProtocol(options),
          plugins: options.plugins,
          port: options.port ?? 0,
          bufferLimitBytes: options.bufferLimitBytes,
          streamIdleTimeoutMs: options.streamIdleTimeoutMs,
          allowMetadata,
          discoveryFolder: options.discoveryFolder,
        }),
      ],
      clusters: Object.entries(clusters).map(([name, origin]) =>
        renderCluster(name, origin, { trustedCaPath, allowMetadata }),
      ),
    },
  };
}
