import type { GatewayOptions } from "../gateway.js";
import { type Address, LOOPBACK, socketAddress } from "./address.js";
import { type Cluster, renderCluster } from "./cluster.js";
import { type Listener, renderListener, UPSTREAM_CLUSTER } from "./listener.js";
import { type StatsTag, statsTags } from "./stats-tags.js";
import type { PluginFile } from "./wasm-filter.js";

/** A gateway whose modules lie in files. Logs and the number of workers are no part of a bootstrap. */
export interface BootstrapOptions extends Omit<GatewayOptions, "plugins" | "onLog" | "workers"> {
  readonly plugins: readonly PluginFile[];
  /** File of PEM certificates that `https` clusters are checked against; needed when there is one. */
  readonly trustedCaPath?: string;
}

/** `envoy.config.bootstrap.v3.Bootstrap`, as far as it is used here; JSON of it is what Envoy reads. */
export interface Bootstrap {
  readonly node: { readonly id: string; readonly cluster: string };
  readonly admin: { readonly address: Address };
  /** Counters and histograms are brought up to date by a look at the admin interface, not every five seconds. */
  readonly stats_flush_on_admin: true;
  readonly stats_config: { readonly stats_tags: readonly StatsTag[] };
  readonly static_resources: { readonly listeners: readonly Listener[]; readonly clusters: readonly Cluster[] };
}

/**
 * Renders the bootstrap of a gateway: a pure function, nothing is read or written.
 *
 * @throws ToolError `ERR_USAGE` when the upstream or a cluster is not the origin of an http or https URL.
 * @example
 * await writeFile("envoy.json", JSON.stringify(renderBootstrap({ plugins: [], upstream: "http://127.0.0.1:8080" })));
 */
export function renderBootstrap(options: BootstrapOptions): Bootstrap {
  const clusters = { ...options.clusters, [UPSTREAM_CLUSTER]: options.upstream };
  return {
    node: { id: "sluice", cluster: "sluice" },
    admin: { address: socketAddress(LOOPBACK, options.adminPort ?? 0) },
    stats_flush_on_admin: true,
    stats_config: { stats_tags: statsTags(options.metricLabels ?? []) },
    static_resources: {
      listeners: [
        renderListener({
          plugins: options.plugins,
          port: options.port ?? 0,
          bufferLimitBytes: options.bufferLimitBytes,
        }),
      ],
      clusters: Object.entries(clusters).map(([name, origin]) => renderCluster(name, origin, options.trustedCaPath)),
    },
  };
}
