import type { PluginDescription } from "../../istio/index.js";

/** What a manifest may hold: a resource that runs the plugin, or the plugin registry that serves its module. */
export const MANIFEST_KINDS = ["WasmPlugin", "EnvoyFilter", "registry"] as const;
/** One of `MANIFEST_KINDS`. */
export type ManifestKind = (typeof MANIFEST_KINDS)[number];

/** Namespace of Istio's own gateways. */
export const DEFAULT_NAMESPACE = "istio-system";

/** A manifest to be made. What is absent comes from the module's papers, or from the defaults of `istio/`. */
export interface ManifestOptions extends Partial<Omit<PluginDescription, "capabilities">> {
  /** Path of a module, URL of a module, or an image reference. */
  readonly module: string;
  /** What is to be made; several go into one manifest. */
  readonly kinds: readonly ManifestKind[];
  /** EnvoyFilter only: leaves out the capability restriction that is computed from the module. */
  readonly isUnrestricted?: boolean;
  /** registry only: name of its objects; default `NAME-registry`. */
  readonly registryName?: string;
  /** registry only. */
  readonly registryImage?: string;
  /** registry only. */
  readonly replicas?: number;
}
