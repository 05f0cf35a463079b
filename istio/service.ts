import type { StringMap, TypedObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import { REGISTRY_PORT, registryLabels, type RegistryDescription } from "./registry-description.js";

/** `v1 Service`, as far as a manifest writes it. */
export interface Service extends TypedObject {
  readonly apiVersion: "v1";
  readonly kind: "Service";
  readonly spec: {
    readonly selector: StringMap;
    readonly ports: readonly ServicePort[];
  };
}

export interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: string;
  /** What Istio takes the traffic for, whatever the port's name. */
  readonly appProtocol: "http";
}

/** Name of the port, in the Service as in the Deployment's container. */
export const REGISTRY_PORT_NAME = "http";

/** The Service in front of a registry's pods. */
export function service(registry: RegistryDescription): Service {
  const labels = registryLabels(registry);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: objectMeta(registry.name, registry.namespace, labels),
    spec: {
      selector: labels,
      ports: [{ name: REGISTRY_PORT_NAME, port: REGISTRY_PORT, targetPort: REGISTRY_PORT_NAME, appProtocol: "http" }],
    },
  };
}
