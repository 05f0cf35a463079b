import { LOOPBACK } from "../loopback.js";
import { type Address, socketAddress } from "./address.js";
import { renderHttpConnectionManager } from "./http-connection-manager.js";
import { LISTENER_NAME } from "./names.js";
import type { PluginFile } from "./plugin-config.js";
import { renderTcpProxy } from "./tcp-proxy.js";
import { type Extension, renderWasmExtensions } from "./wasm-extension.js";

export interface ListenerOptions {
  readonly protocol: "http" | "tcp";
  readonly plugins: readonly PluginFile[];
  /** Port on 127.0.0.1; 0 lets the system choose. */
  readonly port: number;
  /** Default: Envoy's own, 1 MiB. */
  readonly bufferLimitBytes?: number | undefined;
  /** Default: Envoy's own, 5 minutes. */
  readonly streamIdleTimeoutMs?: number | undefined;
  /** Default false. */
  readonly allowMetadata?: boolean;
  readonly discoveryFolder?: string | undefined;
}

/** `envoy.config.listener.v3.Listener`, as far as it is used here. */
export interface Listener {
  readonly name: string;
  readonly address: Address;
  readonly enable_reuse_port?: false;
  readonly per_connection_buffer_limit_bytes?: number;
  readonly filter_chains: readonly { readonly filters: readonly Extension[] }[];
}

/** The one listener of a gateway: HTTP filters in their order before the router, or network filters before the TCP proxy. */
export function renderListener(options: ListenerOptions): Listener {
  const {
    protocol,
    plugins,
    port,
    bufferLimitBytes,
    streamIdleTimeoutMs,
    allowMetadata = false,
    discoveryFolder,
  } = options;
  const filters =
    protocol === "tcp"
      ? [...renderWasmExtensions(plugins, "network"), renderTcpProxy(plugins)]
      : [renderHttpConnectionManager(plugins, { streamIdleTimeoutMs, allowMetadata, discoveryFolder })];
  return {
    name: LISTENER_NAME,
    address: socketAddress(LOOPBACK, port),
    // With SO_REUSEPORT two gateways could share a named port and take each other's requests without an error.
    ...(port === 0 ? {} : { enable_reuse_port: false }),
    ...(bufferLimitBytes === undefined ? {} : { per_connection_buffer_limit_bytes: bufferLimitBytes }),
    filter_chains: [{ filters }],
  };
}
