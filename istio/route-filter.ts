import type { JsonObject } from "./kubernetes.js";
import { WASM_FILTER_TYPES } from "./wasm-filter.js";

/**
 * Envoy takes an empty `config` too, and Istio's parser doesn't: it wants a type. A Wasm filter has no configuration by route, so that the one
 * of its own type here counts for nothing, which Envoy allows where it is optional; being there it enables the filter.
 */
export const ENABLED: JsonObject = {
  "@type": "type.googleapis.com/envoy.config.route.v3.FilterConfig",
  is_optional: true,
  config: { "@type": WASM_FILTER_TYPES.HTTP },
};

/** A filter that no request meets, but where a route says otherwise. */
export function disabledFilter(filter: JsonObject): JsonObject {
  return { ...filter, disabled: true };
}

/**
 * What a route says so that its requests meet a filter that is disabled elsewhere.
 *
 * Source: `envoy.config.route.v3.FilterConfig`, and `PerFilterConfigs` of Envoy 1.40.
 */
export function enablingRoute(filter: JsonObject): JsonObject {
  const { name } = filter as { readonly name: string };
  return { typed_per_filter_config: { [name]: ENABLED } };
}
