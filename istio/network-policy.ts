import type { JsonObject, StringMap, TypedObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import { REGISTRY_CONTAINER_PORT, registryLabels, type RegistryDescription } from "./registry-description.js";

/** `networking.k8s.io/v1 NetworkPolicy`, as far as a manifest writes it. */
export interface NetworkPolicy extends TypedObject {
  readonly apiVersion: "networking.k8s.io/v1";
  readonly kind: "NetworkPolicy";
  readonly spec: {
    readonly podSelector: { readonly matchLabels: StringMap };
    readonly policyTypes: readonly string[];
    readonly ingress: readonly PolicyRule[];
    readonly egress: readonly PolicyRule[];
  };
}

/** What may pass in one direction. */
export interface PolicyRule {
  readonly from?: readonly JsonObject[];
  readonly ports?: readonly PolicyPort[];
}

/** A port by its number, or by the name that the pod gives it. */
export interface PolicyPort {
  readonly protocol: string;
  readonly port: number | string;
}

/** Lets pods of the cluster ask a registry for its module, and lets the registry itself ask for nothing. */
export function networkPolicy(registry: RegistryDescription): NetworkPolicy {
  const labels = registryLabels(registry);
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: objectMeta(registry.name, registry.namespace, labels),
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress", "Egress"],
      // Proxies are everywhere. The kubelet's probes come from the node, which policies let through.
      ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ protocol: "TCP", port: REGISTRY_CONTAINER_PORT }] }],
      egress: [],
    },
  };
}
