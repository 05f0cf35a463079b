// What goes in
export {
  DEFAULT_PATCH_NAME,
  DEFAULT_PRIORITY,
  DEFAULT_TIMEOUT_SECONDS,
  FAIL_STRATEGIES,
  IMAGE_PULL_POLICIES,
  PATCH_CONTEXTS,
  PHASES,
  type FailStrategy,
  type ImagePullPolicy,
  type ModuleCluster,
  type PatchContext,
  type Phase,
  type PluginDescription,
} from "./plugin-description.js";
export { DEFAULT_REGISTRY_IMAGE, registryUrl, type RegistryDescription } from "./registry-description.js";
export { parsePluginUrl, URL_SCHEMES, type PluginUrl, type UrlScheme } from "./plugin-url.js";

// What comes out, one kind each
export { wasmPlugin, type WasmPlugin } from "./wasm-plugin.js";
export { envoyFilter, type ConfigPatch, type EnvoyFilter } from "./envoy-filter.js";
export { configMap, CONFIG_MAP_LIMIT_BYTES, type ConfigMap } from "./config-map.js";
export { deployment, type Deployment } from "./deployment.js";
export { service, type Service } from "./service.js";
export { pluginRegistry } from "./plugin-registry.js";
export type { JsonObject, JsonValue, ObjectMeta, StringMap, TargetReference, TypedObject } from "./kubernetes.js";

// What is wrong with it
export { validate, type ManifestObject } from "./validate/validate.js";
export type { Problem } from "./validate/problem.js";
