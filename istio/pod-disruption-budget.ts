import type { StringMap, TypedObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import { registryLabels, type RegistryDescription } from "./registry-description.js";

/** `policy/v1 PodDisruptionBudget`, as far as a manifest writes it. */
export interface PodDisruptionBudget extends TypedObject {
  readonly apiVersion: "policy/v1";
  readonly kind: "PodDisruptionBudget";
  readonly spec: {
    /** Pods, or a percentage of them. */
    readonly maxUnavailable: number | string;
    readonly selector: { readonly matchLabels: StringMap };
  };
}

/** Lets the drain of a node take one pod of a registry at a time; a single replica blocks no drain. */
export function podDisruptionBudget(registry: RegistryDescription): PodDisruptionBudget {
  const labels = registryLabels(registry);
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: objectMeta(registry.name, registry.namespace, labels),
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  };
}
