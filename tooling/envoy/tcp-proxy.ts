import { LISTENER_NAME, UPSTREAM_CLUSTER } from "./names.js";
import type { PluginFile } from "./plugin-config.js";
import { type Extension, renderWasmExtensions } from "./wasm-extension.js";

/** `envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy`, as far as it is used here. */
export interface TcpProxy {
  readonly stat_prefix: string;
  readonly cluster: string;
  readonly access_log?: readonly Extension[];
}

/** The last network filter of a TCP gateway: it connects to the upstream as soon as the plugins let it. */
export function renderTcpProxy(plugins: readonly PluginFile[]): Extension<TcpProxy> {
  const accessLoggers = renderWasmExtensions(plugins, "access-logger");
  return {
    name: "envoy.filters.network.tcp_proxy",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
      stat_prefix: LISTENER_NAME,
      cluster: UPSTREAM_CLUSTER,
      ...(accessLoggers.length === 0 ? {} : { access_log: accessLoggers }),
    },
  };
}
