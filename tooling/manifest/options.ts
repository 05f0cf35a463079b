import type { IstioTarget, PluginDescription, RegistryStorage } from "../../istio/index.js";

/** Resources of Istio that run a plugin. */
export const ISTIO_KINDS = ["WasmPlugin", "TrafficExtension", "EnvoyFilter"] as const;

/** Resources of Kubernetes that run a plugin: of Istio, of Envoy Gateway, of Higress. */
export const RESOURCE_KINDS = [...ISTIO_KINDS, "EnvoyExtensionPolicy", "HigressWasmPlugin"] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** Pieces for an Envoy without a control plane: of its bootstrap, and a file that it watches. */
export const PLAIN_KINDS = ["Envoy", "EnvoyExtension"] as const;
export type PlainKind = (typeof PLAIN_KINDS)[number];

/** What a manifest may hold: what runs the plugin, or the plugin registry that serves its module. */
export const MANIFEST_KINDS = [...RESOURCE_KINDS, ...PLAIN_KINDS, "registry"] as const;
/** One of `MANIFEST_KINDS`. */
export type ManifestKind = (typeof MANIFEST_KINDS)[number];

/**
 * With whom a plugin shares a VM and its shared data: with all that have an empty `vm_id`, as every WasmPlugin in Istio has, or with nobody.
 */
export const VM_POLICIES = ["shared", "isolated"] as const;
/** One of {@link VM_POLICIES}. */
export type VmPolicy = (typeof VM_POLICIES)[number];

/** Whether it is one of {@link ISTIO_KINDS}. */
export function isOfIstio(kind: ManifestKind): boolean {
  return (ISTIO_KINDS as readonly ManifestKind[]).includes(kind);
}

/** Namespace of Istio's own gateways. */
export const DEFAULT_NAMESPACE = "istio-system";

/** Where a kind lives if not there: policies beside the routes they attach to, Higress' plugins with its gateways. */
export const NAMESPACES: Partial<Record<ManifestKind, string>> = {
  EnvoyExtensionPolicy: "default",
  HigressWasmPlugin: "higress-system",
};

/** A manifest to be made. What is absent comes from the module's papers, or from the defaults of `istio/`. */
export interface ManifestOptions extends Partial<Omit<PluginDescription, "capabilities" | "type">> {
  /** Path of a module, URL of a module, or an image reference. */
  readonly module: string;
  /** The module's bytes, where whoever asks has fetched them: they speak for `module` as a file would. */
  readonly moduleBytes?: Uint8Array;
  /** What is to be made; several go into one manifest. */
  readonly kinds: readonly ManifestKind[];
  /** Istio's kinds only: the oldest release that must take them; default the newest known. */
  readonly target?: IstioTarget;
  /** Default: what the kind does anyway. EnvoyFilter and plain Envoy are isolated by `pluginName`; a WasmPlugin shares. */
  readonly vm?: VmPolicy;
  /** Istio's kinds and plain Envoy only: hosts outside the mesh that the plugin calls, as `https://HOST[:PORT]`. */
  readonly callouts?: readonly string[];
  /** Istio's kinds only: makes the labels of the module's metrics labels of Envoy's statistics. */
  readonly hasStatsTags?: boolean;
  /** Envoy only: the filter takes its configuration from this file, which `EnvoyExtension` makes. */
  readonly extensionFile?: string;
  /** Envoy only: the service behind it, `http[s]://HOST[:PORT]`; makes a whole bootstrap of the pieces. */
  readonly upstream?: string;
  /** Envoy with `upstream` only: the port that it listens on; default 10000. */
  readonly listenPort?: number;
  /** EnvoyFilter and plain Envoy only: leaves out the capability restriction that is computed from the module. */
  readonly isUnrestricted?: boolean;
  /** registry only: name of its objects; default `NAME-registry`. */
  readonly registryName?: string;
  /** registry only. */
  readonly registryImage?: string;
  /** registry only. */
  readonly replicas?: number;
  /** registry only: where the module lies; default ConfigMap, which takes up to 1 MiB. */
  readonly registryStorage?: RegistryStorage;
  /** registry on a PersistentVolumeClaim only: its storage class; default that of the cluster. */
  readonly registryStorageClass?: string;
  /** registry only: its namespace is made too. */
  readonly hasNamespace?: boolean;
}
