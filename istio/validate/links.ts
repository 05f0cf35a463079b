/** Where the traps are written down by those who set them. */
const DOCS = "https://istio.io/latest/docs/reference/config";
const ENVOY = "https://www.envoyproxy.io/docs/envoy/v1.40.0";

export const LINKS = {
  wasmPlugin: `${DOCS}/proxy_extensions/wasm-plugin/#WasmPlugin`,
  environment: `${DOCS}/proxy_extensions/wasm-plugin/#EnvVar`,
  targetRefs: `${DOCS}/type/workload-selector/#PolicyTargetReference`,
  patch: `${DOCS}/networking/envoy-filter/#EnvoyFilter-Patch`,
  relativePriority: `${DOCS}/analysis/ist0151/`,
  bootstrap: "https://github.com/istio/istio/issues/51005",
  clusterPatch: `${DOCS}/networking/envoy-filter/#EnvoyFilter-ClusterMatch`,
  extensionPolicy: "https://gateway.envoyproxy.io/v1.9/api/extension_types/#envoyextensionpolicy",
  agent: "https://istio.io/latest/docs/concepts/wasm/",
  struct: "https://protobuf.dev/reference/protobuf/google.protobuf/#value",
  filterConfig: `${ENVOY}/api-v3/config/route/v3/route_components.proto#config-route-v3-filterconfig`,
  routeMatch: `${DOCS}/networking/envoy-filter/#EnvoyFilter-RouteConfigurationMatch-RouteMatch`,
  pluginConfig: `${ENVOY}/api-v3/extensions/wasm/v3/wasm.proto`,
  remoteSource: `${ENVOY}/api-v3/config/core/v3/base.proto#config-core-v3-remotedatasource`,
} as const;
