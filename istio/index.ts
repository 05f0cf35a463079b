// What goes in
export {
  DEFAULT_NETWORK_PATCH_NAME,
  DEFAULT_PATCH_NAME,
  DEFAULT_PRIORITY,
  DEFAULT_TIMEOUT_SECONDS,
  FAIL_STRATEGIES,
  FILTER_FORMS,
  IMAGE_PULL_POLICIES,
  PATCH_CONTEXTS,
  PHASES,
  PLUGIN_TYPES,
  type FailStrategy,
  type FilterForm,
  type ImagePullPolicy,
  type ModuleCluster,
  type PatchContext,
  type Phase,
  type PluginType,
  type PluginDescription,
} from "./plugin-description.js";
export {
  DEFAULT_REGISTRY_IMAGE,
  REGISTRY_STORAGES,
  registryUrl,
  type RegistryDescription,
  type RegistryStorage,
} from "./registry-description.js";
export { parsePluginUrl, URL_SCHEMES, type PluginUrl, type UrlScheme } from "./plugin-url.js";

export { ANNOTATIONS_LIMIT_BYTES } from "./validate/labels.js";
export { configurationText } from "./wasm-filter.js";
export { present } from "./present.js";
export { DEFAULT_TARGET, ISTIO_TARGETS, unmetDemands, type IstioTarget } from "./target.js";

// What comes out, one kind each
export { wasmPlugin, type WasmPlugin } from "./wasm-plugin.js";
export { trafficExtension, type TrafficExtension } from "./traffic-extension.js";
export { envoyFilter, filterForm, type ConfigPatch, type EnvoyFilter } from "./envoy-filter.js";
export { envoyExtensionPolicy, type EnvoyExtensionPolicy } from "./envoy-extension-policy.js";
export { moduleCluster } from "./module-cluster.js";
export { callout, calloutCluster, type DestinationRule, type ServiceEntry } from "./callout.js";
export { BOOTSTRAP_ANNOTATION, statsTagsBootstrap } from "./stats-tags-bootstrap.js";
export { higressWasmPlugin, type HigressWasmPlugin } from "./higress-wasm-plugin.js";
export { envoyExtensionFile, envoyFragment, type EnvoyExtensionFile, type EnvoyFragment } from "./plain-envoy.js";
export {
  DEFAULT_LISTEN_PORT,
  envoyBootstrap,
  type BootstrapDescription,
  type EnvoyBootstrap,
} from "./envoy-bootstrap.js";
export { configMap, CONFIG_MAP_LIMIT_BYTES, type ConfigMap } from "./config-map.js";
export { deployment, type Deployment } from "./deployment.js";
export { service, type Service } from "./service.js";
export { networkPolicy, type NetworkPolicy } from "./network-policy.js";
export { persistentVolumeClaim, type PersistentVolumeClaim } from "./persistent-volume-claim.js";
export { moduleLoader, type ModuleLoader } from "./module-loader.js";
export { podDisruptionBudget, type PodDisruptionBudget } from "./pod-disruption-budget.js";
export { pluginRegistry, registryNamespace, type RegistryObject } from "./plugin-registry.js";
export type { JsonObject, JsonValue, ObjectMeta, StringMap, TargetReference, TypedObject } from "./kubernetes.js";

// What is wrong with it
export { validate, type ManifestObject, type PluginObject } from "./validate/validate.js";
export { checkEnvoyFragment } from "./validate/plain-envoy.js";
export type { Problem } from "./validate/problem.js";
