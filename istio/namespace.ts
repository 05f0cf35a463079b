import type { StringMap, TypedObject } from "./kubernetes.js";
import { MANAGED_BY } from "./object-meta.js";

/** `v1 Namespace`, as far as a manifest writes it. */
export interface Namespace extends Omit<TypedObject, "metadata"> {
  readonly apiVersion: "v1";
  readonly kind: "Namespace";
  readonly metadata: { readonly name: string; readonly labels: StringMap };
}

/** A namespace of a registry's own. Pods that break Kubernetes' restricted standard are not let in; the registry's keep to it. */
export function namespace(name: string): Namespace {
  const labels = { ...MANAGED_BY, "pod-security.kubernetes.io/enforce": "restricted" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}
