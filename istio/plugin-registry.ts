import { configMap, type ConfigMap } from "./config-map.js";
import { deployment, type Deployment } from "./deployment.js";
import type { RegistryDescription } from "./registry-description.js";
import { service, type Service } from "./service.js";

/** The objects of a plugin registry, in the order in which they are applied. */
export function pluginRegistry(registry: RegistryDescription): [ConfigMap, Deployment, Service] {
  return [configMap(registry), deployment(registry), service(registry)];
}
