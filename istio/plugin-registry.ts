import { configMap, type ConfigMap } from "./config-map.js";
import { deployment, type Deployment } from "./deployment.js";
import { namespace, type Namespace } from "./namespace.js";
import { networkPolicy, type NetworkPolicy } from "./network-policy.js";
import { persistentVolumeClaim, type PersistentVolumeClaim } from "./persistent-volume-claim.js";
import { podDisruptionBudget, type PodDisruptionBudget } from "./pod-disruption-budget.js";
import type { RegistryDescription } from "./registry-description.js";
import { service, type Service } from "./service.js";

/** What a plugin registry is made of. */
export type RegistryObject =
  Namespace | ConfigMap | Deployment | Service | NetworkPolicy | PodDisruptionBudget | PersistentVolumeClaim;

/** The objects of a plugin registry, in the order in which they are applied. */
export function pluginRegistry(
  registry: RegistryDescription,
): [ConfigMap, Deployment, Service, NetworkPolicy, PodDisruptionBudget, ...PersistentVolumeClaim[]] {
  return [
    configMap(registry),
    deployment(registry),
    service(registry),
    networkPolicy(registry),
    podDisruptionBudget(registry),
    ...(registry.storage === "PersistentVolumeClaim" ? [persistentVolumeClaim(registry)] : []),
  ];
}

/**
 * The namespace of a registry, to be applied before it. Only for one that the registry shall have to itself: who deletes the manifest
 * deletes the namespace, with all that is in it.
 */
export function registryNamespace({ namespace: name }: RegistryDescription): Namespace {
  return namespace(name);
}
