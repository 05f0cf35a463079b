import type { ConfigMap } from "../config-map.js";
import type { Deployment } from "../deployment.js";
import type { EnvoyFilter } from "../envoy-filter.js";
import type { Service } from "../service.js";
import type { WasmPlugin } from "../wasm-plugin.js";
import { validateConfigMap } from "./config-map.js";
import { validateDeployment } from "./deployment.js";
import { validateEnvoyFilter } from "./envoy-filter.js";
import { validateService } from "./service.js";
import { validateWasmPlugin } from "./wasm-plugin.js";
import type { Problem } from "./problem.js";

/** The kinds that this folder writes. */
export type ManifestObject = WasmPlugin | EnvoyFilter | ConfigMap | Deployment | Service;

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
      return validateWasmPlugin(object);
    case "EnvoyFilter":
      return validateEnvoyFilter(object);
    case "ConfigMap":
      return validateConfigMap(object);
    case "Deployment":
      return validateDeployment(object);
    case "Service":
      return validateService(object);
  }
}
