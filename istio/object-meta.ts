import type { ObjectMeta, StringMap } from "./kubernetes.js";

/** Says which tool wrote an object: `kubectl get … -l app.kubernetes.io/managed-by=sluice` lists them. */
export const MANAGED_BY: StringMap = { "app.kubernetes.io/managed-by": "sluice" };

/** `metadata` with the labels every generated object carries. */
export function objectMeta(name: string, namespace: string, labels: StringMap = {}): ObjectMeta {
  return { name, namespace, labels: { ...MANAGED_BY, ...labels } };
}
