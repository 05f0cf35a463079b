import type { PluginKind } from "../gateway.js";
import { type PluginConfig, type PluginFile, renderPluginConfig } from "./plugin-config.js";

/** How Envoy's configuration names an extension and configures it: filters, access loggers, bootstrap extensions. */
export interface Extension<Config extends object = object> {
  readonly name: string;
  readonly typed_config: { readonly "@type": string } & Config;
}

/** The Wasm extension of each kind, and the message that configures it. */
const EXTENSIONS: Readonly<Record<PluginKind, { readonly name: string; readonly type: string }>> = {
  http: { name: "envoy.filters.http.wasm", type: "envoy.extensions.filters.http.wasm.v3.Wasm" },
  network: { name: "envoy.filters.network.wasm", type: "envoy.extensions.filters.network.wasm.v3.Wasm" },
  "access-logger": {
    name: "envoy.access_loggers.wasm",
    type: "envoy.extensions.access_loggers.wasm.v3.WasmAccessLog",
  },
  service: { name: "envoy.bootstrap.wasm", type: "envoy.extensions.wasm.v3.WasmService" },
};

/** The Wasm extension of one plugin: the four kinds differ in name and type, and in where the configuration has them. */
export function renderWasmExtension(plugin: PluginFile): Extension<{ config: PluginConfig; singleton?: true }> {
  const { name, type } = EXTENSIONS[plugin.kind ?? "http"];
  return {
    name: plugin.name === "" ? name : plugin.name,
    typed_config: {
      "@type": `type.googleapis.com/${type}`,
      config: renderPluginConfig(plugin),
      ...(plugin.kind === "service" && plugin.singleton === true ? { singleton: true } : {}),
    },
  };
}

/** The extensions of all plugins of one kind, in their order. */
export function renderWasmExtensions(plugins: readonly PluginFile[], kind: PluginKind): Extension[] {
  return plugins.filter((plugin) => (plugin.kind ?? "http") === kind).map(renderWasmExtension);
}
