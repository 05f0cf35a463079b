import type { TypedObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import { registryLabels, type RegistryDescription } from "./registry-description.js";

/** `v1 PersistentVolumeClaim`, as far as a manifest writes it. */
export interface PersistentVolumeClaim extends TypedObject {
  readonly apiVersion: "v1";
  readonly kind: "PersistentVolumeClaim";
  readonly spec: {
    readonly accessModes: readonly string[];
    readonly storageClassName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

/** Enough for many modules; what most kinds of volumes are at least. */
const SIZE = "1Gi";

/**
 * The claim of a registry whose module lies on a volume. Its pods read it on whichever nodes they are, and a loader writes the next module
 * meanwhile: ReadWriteOnce would let the pods of one node in and have a second one wait for ever, and ReadOnlyMany let nobody write.
 */
export function persistentVolumeClaim(registry: RegistryDescription): PersistentVolumeClaim {
  const { name, namespace, storageClass } = registry;
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: objectMeta(name, namespace, registryLabels(registry)),
    spec: {
      accessModes: ["ReadWriteMany"],
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
      resources: { requests: { storage: SIZE } },
    },
  };
}
