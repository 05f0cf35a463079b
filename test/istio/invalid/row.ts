import type { ManifestObject } from "../../../istio/index.js";

/**
 * Who in Istio says that an object is wrong: its webhook (`istioctl validate`) by refusing it or by a warning, its analyzers
 * (`istioctl analyze`) by a message of that code, or only the API server, by the rules of the definition.
 */
export type Judge = "refuses" | "warns" | `analyzes as IST${number}` | "definition";

export interface InvalidManifest {
  /** What is wrong, as the end of a sentence about the kind. */
  readonly rule: string;
  readonly object: ManifestObject;
  /** The field that we name. */
  readonly path: string;
  readonly judge: Judge;
}

/** A rule, an edit by which a good object breaks it, who judges, and the field that we name where it is not the edited one. */
export type Row = readonly [rule: string, edit: string, value: unknown, judge: Judge, path?: string];

/** What plugins attach to, and what none does. */
export const GATEWAY = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "public" };
export const WORKLOAD = { group: "apps", kind: "Deployment", name: "a" };
