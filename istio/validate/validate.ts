import type { DestinationRule, ServiceEntry } from "../callout.js";
import type { EnvoyExtensionPolicy } from "../envoy-extension-policy.js";
import type { EnvoyFilter } from "../envoy-filter.js";
import type { HigressWasmPlugin } from "../higress-wasm-plugin.js";
import type { RegistryObject } from "../plugin-registry.js";
import type { TrafficExtension } from "../traffic-extension.js";
import type { WasmPlugin } from "../wasm-plugin.js";
import { checkDnsLabel } from "./dns-name.js";
import { checkObjectMeta } from "./object-meta.js";
import { validateConfigMap } from "./config-map.js";
import { validateDeployment } from "./deployment.js";
import { validateEnvoyExtensionPolicy } from "./envoy-extension-policy.js";
import { validateEnvoyFilter } from "./envoy-filter.js";
import { validateHigressWasmPlugin } from "./higress-wasm-plugin.js";
import { validateNetworkPolicy } from "./network-policy.js";
import { validatePersistentVolumeClaim } from "./persistent-volume-claim.js";
import { validatePodDisruptionBudget } from "./pod-disruption-budget.js";
import { validateService } from "./service.js";
import { validateTrafficExtension } from "./traffic-extension.js";
import { validateWasmPlugin } from "./wasm-plugin.js";
import type { Problem } from "./problem.js";

/** The kinds that this folder writes. */
export type ManifestObject = PluginObject | RegistryObject | ServiceEntry | DestinationRule;

/** The kinds that run a plugin. */
export type PluginObject = WasmPlugin | TrafficExtension | EnvoyFilter | EnvoyExtensionPolicy | HigressWasmPlugin;

/**
 * Everything that is wrong with an object, by the rules of the API server, of Istio and of Envoy; empty when they would
 * take it.
 *
 * @example
 * validate(wasmPlugin({ name: "auth", namespace: "istio-system", url: "localhost:5000/auth" }));
 * // [{ path: "spec.url", message: "the URL names no scheme", hint: "start it with one of http://, …" }]
 */
export function validate(object: ManifestObject): Problem[] {
  switch (object.kind) {
    case "WasmPlugin":
      return object.apiVersion === "extensions.istio.io/v1alpha1"
        ? validateWasmPlugin(object)
        : validateHigressWasmPlugin(object);
    case "TrafficExtension":
      return validateTrafficExtension(object);
    case "EnvoyExtensionPolicy":
      return validateEnvoyExtensionPolicy(object);
    case "EnvoyFilter":
      return validateEnvoyFilter(object);
    case "ConfigMap":
      return validateConfigMap(object);
    case "Deployment":
      return validateDeployment(object);
    case "PersistentVolumeClaim":
      return validatePersistentVolumeClaim(object);
    case "Service":
      return validateService(object);
    case "Namespace":
      return checkDnsLabel("metadata.name", object.metadata.name);
    case "NetworkPolicy":
      return validateNetworkPolicy(object);
    case "PodDisruptionBudget":
      return validatePodDisruptionBudget(object);
    // Their definitions say the rest.
    case "ServiceEntry":
    case "DestinationRule":
      return checkObjectMeta(object);
  }
}
