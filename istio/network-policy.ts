import type { JsonObject, TypedObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import { REGISTRY_CONTAINER_PORT, registryLabels, type RegistryDescription } from "./registry-description.js";

/** `networking.k8s.io/v1 NetworkPolicy`, as far as a manifest writes it. */
export interface NetworkPolicy extends TypedObject {
  readonly apiVersion: "networking.k8s.io/v1";
  readonly kind: "NetworkPolicy";
  readonly spec: JsonObject;
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
