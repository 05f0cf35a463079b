import { createCanary as makeCanary, type CanaryOptions } from "./canary.js";
import { createManifest as makeManifest, type Manifest } from "./manifest.js";
import { namingFields } from "./name-fields.js";
import type { ManifestOptions } from "./options.js";

/**
 * Makes the objects of one plugin, and validates them by the rules of the API server, of Istio and of Envoy. A local module
 * is read for what it says about itself, and run to learn whether it takes its configuration; nothing is fetched.
 *
 * @throws ToolError `ERR_USAGE`, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_MODULE_INVALID`,
 * `ERR_CONFIGURATION_REFUSED`, `ERR_MANIFEST_INVALID`; the message names the option, the file or the path in the object.
 *
 * @example
 * const { objects } = await createManifest({ module: "build/auth.wasm", kinds: ["registry", "WasmPlugin"] });
 */
export function createManifest(options: ManifestOptions): Promise<Manifest> {
  return namingFields(makeManifest(options), { index: null, own: options });
}

/**
 * Makes the objects of two revisions side by side: the stable one, and the same as `NAME-canary` with another module and other workloads.
 * How much of the traffic each gets is a matter of the workloads: of their numbers behind one Service, or of a VirtualService's weights.
 *
 * @throws ToolError as `createManifest`, and `ERR_USAGE` where a workload could run both, or an option means one module
 *
 * @example
 * await createCanary({
 *   module: "oci://registry.example.com/auth:1.0.0", selector: { istio: "ingressgateway", revision: "stable" },
 *   canary: "oci://registry.example.com/auth:2.0.0", canarySelector: { istio: "ingressgateway", revision: "canary" },
 *   kinds: ["WasmPlugin"],
 * });
 */
export function createCanary(options: CanaryOptions): Promise<Manifest> {
  return namingFields(makeCanary(options), { index: null, own: options });
}
