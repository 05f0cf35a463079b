/** Any JSON document. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Names with text values: labels, annotations, environment variables. */
export type StringMap = Readonly<Record<string, string>>;

/** `metadata` of an object, as far as a manifest writes it. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
}

/** `metadata` of a pod template: it has no name of its own. */
export type TemplateMeta = Omit<ObjectMeta, "name" | "namespace">;

/** What every Kubernetes object has. */
export interface TypedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** A reference of `targetRefs`: the one way to attach a plugin to a waypoint, which ignores selectors. */
export interface TargetReference {
  /** API group; "" is the one of Service. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}
