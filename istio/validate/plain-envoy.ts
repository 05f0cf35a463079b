import type { EnvoyExtensionFile, EnvoyFragment } from "../plain-envoy.js";
import { checkWasmFilter } from "./wasm-filter.js";
import type { Problem } from "./problem.js";

/** What an Envoy without a control plane refuses, or takes and fails on. */
export function checkEnvoyFragment(fragment: EnvoyFragment | EnvoyExtensionFile): Problem[] {
  if ("resources" in fragment) {
    return fragment.resources.flatMap((resource, index) => checkWasmFilter(`resources[${index}]`, resource));
  }
  return fragment.http_filters.flatMap((filter, index) => checkWasmFilter(`http_filters[${index}]`, filter));
}
