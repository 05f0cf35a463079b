import type { StringMap } from "./kubernetes.js";

/** Port on which the registry's Service is reached. */
export const REGISTRY_PORT = 80;

/** Port on which the registry's containers listen: above 1023, so that no privilege is needed. */
export const REGISTRY_CONTAINER_PORT = 8080;

export const DEFAULT_REGISTRY_IMAGE = "nginx:1.28-alpine";

/** What a registry can keep its module in: a ConfigMap takes up to 1 MiB and comes with the manifest, a claim takes more and is filled apart. */
export const REGISTRY_STORAGES = ["ConfigMap", "PersistentVolumeClaim"] as const;
/** One of {@link REGISTRY_STORAGES}. */
export type RegistryStorage = (typeof REGISTRY_STORAGES)[number];

/** A plugin registry: a small web server inside the cluster that hands out one module. */
export interface RegistryDescription {
  /** Name of its ConfigMap, Deployment and Service; a DNS label, because of the Service. */
  readonly name: string;
  readonly namespace: string;
  /** What it serves, as `/FILE_NAME`. */
  readonly fileName: string;
  readonly module: Uint8Array;
  /** 64 lowercase hex digits, of the module's bytes. */
  readonly sha256: string;
  /** Default {@link DEFAULT_REGISTRY_IMAGE}. Any nginx whose binary is on PATH. */
  readonly image?: string;
  /** Default 2. */
  readonly replicas?: number;
  /** Default ConfigMap. */
  readonly storage?: RegistryStorage;
  /** Of the claim; its volumes must be for reading and writing on many nodes. Default: that of the cluster. */
  readonly storageClass?: string;
}

/** Labels by which the Service and the Deployment find the registry's pods. */
export function registryLabels(registry: RegistryDescription): StringMap {
  return { "app.kubernetes.io/name": registry.name };
}

/** URL of the module for every proxy of the cluster. */
export function registryUrl({ name, namespace, fileName }: Omit<RegistryDescription, "module" | "sha256">): string {
  return `http://${name}.${namespace}.svc.cluster.local/${fileName}`;
}
