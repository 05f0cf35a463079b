import type { StringMap, TypedObject } from "./kubernetes.js";
import { nginxConf } from "./nginx-conf.js";
import { objectMeta } from "./object-meta.js";
import { registryLabels, type RegistryDescription } from "./registry-description.js";

/** Bytes that the values of a ConfigMap may hold together, decoded. Source: `MaxSecretSize` of Kubernetes' validation. */
export const CONFIG_MAP_LIMIT_BYTES = 1_048_576;

/** Key of the server's configuration beside the module. */
export const NGINX_CONF_KEY = "nginx.conf";

/** `v1 ConfigMap`. */
export interface ConfigMap extends TypedObject {
  readonly apiVersion: "v1";
  readonly kind: "ConfigMap";
  readonly data?: StringMap;
  /** Base64. */
  readonly binaryData?: StringMap;
}

/** The ConfigMap of a registry: the configuration of its server, and the module unless that lies on a claim. */
export function configMap(registry: RegistryDescription): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: objectMeta(registry.name, registry.namespace, registryLabels(registry)),
    data: { [NGINX_CONF_KEY]: nginxConf(registry) },
    ...(registry.storage === "PersistentVolumeClaim"
      ? {}
      : { binaryData: { [registry.fileName]: Buffer.from(registry.module).toString("base64") } }),
  };
}
