import { join } from "node:path";
import type { PluginFile } from "./plugin-config.js";
import { renderWasmExtension } from "./wasm-extension.js";

/** An HTTP filter whose configuration Envoy takes from a file, and takes again whenever another file is moved in its place. */
export interface DiscoveredFilter {
  readonly name: string;
  readonly config_discovery: {
    readonly config_source: {
      readonly path_config_source: { readonly path: string; readonly watched_directory: { readonly path: string } };
      readonly resource_api_version: "V3";
      readonly initial_fetch_timeout: "0s";
    };
    readonly type_urls: readonly string[];
  };
}

/** `envoy.service.discovery.v3.DiscoveryResponse` of the one filter. */
export interface DiscoveryResponse {
  readonly version_info: string;
  readonly resources: readonly object[];
}

/** The name that the filter keeps whatever its plugin is called: Envoy asks for its configuration, and counts updates, by it. */
const DISCOVERED_FILTER = "plugin";

/** The statistics that tell what became of an update. */
export const DISCOVERY_STATS = `extension_config_discovery.http_filter.${DISCOVERED_FILTER}`;

/** Where a folder that Envoy watches holds the response. */
export function discoveryPath(folder: string): string {
  return join(folder, "filter.json");
}

/** The filter, as it stands in the chain. It has no default: until its first configuration is there, nothing is served. */
export function renderDiscoveredFilter(folder: string): DiscoveredFilter {
  return {
    name: DISCOVERED_FILTER,
    config_discovery: {
      config_source: {
        path_config_source: { path: discoveryPath(folder), watched_directory: { path: folder } },
        resource_api_version: "V3",
        initial_fetch_timeout: "0s",
      },
      type_urls: ["type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm"],
    },
  };
}

/** What the file says: the plugin that the filter is from now on. */
export function renderDiscoveryResponse(plugin: PluginFile, version: string): DiscoveryResponse {
  const { typed_config } = renderWasmExtension(plugin);
  return {
    version_info: version,
    resources: [
      {
        "@type": "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig",
        name: DISCOVERED_FILTER,
        typed_config,
      },
    ],
  };
}
