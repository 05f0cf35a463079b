import type { JsonObject } from "./kubernetes.js";
import { moduleCluster } from "./module-cluster.js";
import type { EnvoyFragment } from "./plain-envoy.js";
import type { PluginUrl } from "./plugin-url.js";

const EXTENSIONS = "type.googleapis.com/envoy.extensions.filters";

/** No host's name has an underscore: a cluster of what the plugin calls has another one. */
const UPSTREAM_CLUSTER = "upstream_service";

/** Port of a bootstrap's listener for which none is given: that of Envoy's own examples. */
export const DEFAULT_LISTEN_PORT = 10_000;

/** `envoy.config.bootstrap.v3.Bootstrap`, as far as a manifest writes it: `envoy -c` starts with it. */
export interface EnvoyBootstrap {
  readonly node: { readonly id: string; readonly cluster: string };
  readonly static_resources: { readonly listeners: readonly JsonObject[]; readonly clusters: readonly JsonObject[] };
}

/** What a bootstrap says of itself and of its service. */
export interface BootstrapDescription {
  /** Names the node, which an Envoy that watches files must have. */
  readonly name: string;
  /** The service behind the plugin; only its scheme, host and port count. */
  readonly upstream: PluginUrl;
  /** 0 lets the system choose; default {@link DEFAULT_LISTEN_PORT}. */
  readonly listenPort?: number | undefined;
}

/**
 * The whole bootstrap of an Envoy that runs a plugin in front of one service: on all addresses, in plain HTTP/1.1 or HTTP/2, without an admin
 * interface.
 */
export function envoyBootstrap(
  { http_filters, clusters }: EnvoyFragment,
  { name, upstream, listenPort = DEFAULT_LISTEN_PORT }: BootstrapDescription,
): EnvoyBootstrap {
  const route = { match: { prefix: "/" }, route: { cluster: UPSTREAM_CLUSTER } };
  const connections = {
    name: "envoy.filters.network.http_connection_manager",
    typed_config: {
      "@type": `${EXTENSIONS}.network.http_connection_manager.v3.HttpConnectionManager`,
      stat_prefix: "ingress_http",
      // Else a client names its own address: what it writes into x-forwarded-for would be believed.
      use_remote_address: true,
      route_config: { virtual_hosts: [{ name: UPSTREAM_CLUSTER, domains: ["*"], routes: [route] }] },
      http_filters: [
        ...http_filters,
        { name: "envoy.filters.http.router", typed_config: { "@type": `${EXTENSIONS}.http.router.v3.Router` } },
      ],
    },
  };
  const listener = {
    name: "gateway",
    address: { socket_address: { address: "0.0.0.0", port_value: listenPort } },
    filter_chains: [{ filters: [connections] }],
  };
  return {
    node: { id: name, cluster: name },
    static_resources: { listeners: [listener], clusters: [...clusters, moduleCluster(UPSTREAM_CLUSTER, upstream)] },
  };
}
