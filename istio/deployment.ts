import { NGINX_CONF_KEY } from "./config-map.js";
import type { JsonObject, StringMap, TemplateMeta, TypedObject } from "./kubernetes.js";
import { HEALTH_PATH, MODULE_DIRECTORY, SCRATCH_DIRECTORY } from "./nginx-conf.js";
import { objectMeta } from "./object-meta.js";
import {
  DEFAULT_REGISTRY_IMAGE,
  REGISTRY_CONTAINER_PORT,
  registryLabels,
  type RegistryDescription,
} from "./registry-description.js";
import { REGISTRY_PORT_NAME } from "./service.js";

/** `apps/v1 Deployment`, as far as a manifest writes it. */
export interface Deployment extends TypedObject {
  readonly apiVersion: "apps/v1";
  readonly kind: "Deployment";
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: StringMap };
    readonly strategy: JsonObject;
    readonly template: { readonly metadata: TemplateMeta; readonly spec: PodSpec };
  };
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes: readonly (JsonObject & { readonly name: string })[];
  readonly securityContext: JsonObject;
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly topologySpreadConstraints: readonly JsonObject[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly readinessProbe: JsonObject;
  readonly livenessProbe: JsonObject;
  readonly resources: JsonObject;
  readonly securityContext: JsonObject;
  readonly volumeMounts: readonly (JsonObject & { readonly name: string; readonly mountPath: string })[];
}

const CONF_DIRECTORY = "/etc/plugin-registry";

/** User and group `nginx` of the official images. */
const NGINX_ID = 101;

/**
 * Proxies and istio-agent fetch modules in plain HTTP and from outside the mesh's mutual TLS: a registry inside the mesh
 * would refuse them as soon as mutual TLS is strict.
 */
const OUTSIDE_THE_MESH: StringMap = { "sidecar.istio.io/inject": "false", "istio.io/dataplane-mode": "none" };

/** What Kubernetes' restricted standard asks of a container. */
export const RESTRICTED_CONTAINER: JsonObject = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

/** What it asks of a pod, with the user of the official images. */
export const RESTRICTED_POD = {
  runAsNonRoot: true,
  runAsUser: NGINX_ID,
  runAsGroup: NGINX_ID,
  seccompProfile: { type: "RuntimeDefault" },
} as const;

/** The nginx Deployment of a registry; a new module rolls its pods, because its digest is part of the template. */
export function deployment(registry: RegistryDescription): Deployment {
  const labels = registryLabels(registry);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: objectMeta(registry.name, registry.namespace, labels),
    spec: {
      replicas: registry.replicas ?? 2,
      selector: { matchLabels: labels },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: {
          labels: { ...labels, ...OUTSIDE_THE_MESH },
          annotations: { "checksum/module": registry.sha256 },
        },
        spec: podSpec(registry, labels),
      },
    },
  };
}

function podSpec(registry: RegistryDescription, labels: StringMap): PodSpec {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: RESTRICTED_POD,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      },
    ],
    containers: [nginx(registry)],
    volumes: [
      { name: "modules", ...moduleVolume(registry) },
      { name: "conf", configMap: { name: registry.name, items: [file(NGINX_CONF_KEY)] } },
      { name: "scratch", emptyDir: { sizeLimit: "16Mi" } },
    ],
  };
}

function moduleVolume({ name, fileName, storage }: RegistryDescription): JsonObject {
  if (storage === "PersistentVolumeClaim") return { persistentVolumeClaim: { claimName: name } };
  return { configMap: { name, items: [file(fileName)] } };
}

function nginx({ fileName, image = DEFAULT_REGISTRY_IMAGE }: RegistryDescription): Container {
  return {
    name: "nginx",
    image,
    command: ["nginx", "-e", "stderr", "-c", `${CONF_DIRECTORY}/${NGINX_CONF_KEY}`, "-g", "daemon off;"],
    ports: [{ name: REGISTRY_PORT_NAME, containerPort: REGISTRY_CONTAINER_PORT }],
    readinessProbe: { httpGet: { path: `/${fileName}`, port: REGISTRY_PORT_NAME }, periodSeconds: 5 },
    livenessProbe: { httpGet: { path: HEALTH_PATH, port: REGISTRY_PORT_NAME }, periodSeconds: 10 },
    resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "200m", memory: "64Mi" } },
    securityContext: { ...RESTRICTED_CONTAINER, readOnlyRootFilesystem: true },
    volumeMounts: [
      { name: "modules", mountPath: MODULE_DIRECTORY, readOnly: true },
      { name: "conf", mountPath: CONF_DIRECTORY, readOnly: true },
      { name: "scratch", mountPath: SCRATCH_DIRECTORY },
    ],
  };
}

function file(key: string): JsonObject {
  return { key, path: key };
}
