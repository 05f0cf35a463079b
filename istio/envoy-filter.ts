import type { JsonObject, StringMap, TargetReference, TypedObject } from "./kubernetes.js";
import { moduleCluster } from "./module-cluster.js";
import { objectMeta } from "./object-meta.js";
import { DEFAULT_PRIORITY, type PatchContext, type PluginDescription } from "./plugin-description.js";
import { parsePluginUrl } from "./plugin-url.js";
import { present } from "./present.js";
import { moduleClusterName, wasmFilter } from "./wasm-filter.js";

export const CONNECTION_MANAGER = "envoy.filters.network.http_connection_manager";
export const ROUTER = "envoy.filters.http.router";

/** `networking.istio.io/v1alpha3 EnvoyFilter`, as far as a manifest writes it. */
export interface EnvoyFilter extends TypedObject {
  readonly apiVersion: "networking.istio.io/v1alpha3";
  readonly kind: "EnvoyFilter";
  readonly spec: EnvoyFilterSpec;
}

export interface EnvoyFilterSpec {
  readonly workloadSelector?: { readonly labels: StringMap };
  readonly targetRefs?: readonly TargetReference[];
  readonly priority?: number;
  readonly configPatches: readonly ConfigPatch[];
}

export interface ConfigPatch {
  readonly applyTo: string;
  readonly match: {
    readonly context: PatchContext;
    readonly listener?: JsonObject;
    readonly cluster?: JsonObject;
  };
  readonly patch: { readonly operation: string; readonly value?: JsonObject };
}

/**
 * The classic EnvoyFilter of a description: the Wasm filter goes inline into the listener, before the router, and Envoy
 * itself fetches the module. The cluster it is fetched from is added too, unless the proxy has it.
 *
 * An EnvoyFilter says what a WasmPlugin can't: the capabilities, the VM's id, `allow_on_headers_stop_iteration`.
 *
 * Source: CustomResourceDefinition `envoyfilters.networking.istio.io`; `operation: ADD` would land behind the router.
 */
export function envoyFilter(description: PluginDescription): EnvoyFilter {
  const { selector, context = "GATEWAY" } = description;
  const cluster = addedCluster(description);
  const filter: ConfigPatch = {
    applyTo: "HTTP_FILTER",
    match: {
      context,
      listener: { filterChain: { filter: { name: CONNECTION_MANAGER, subFilter: { name: ROUTER } } } },
    },
    patch: { operation: "INSERT_BEFORE", value: wasmFilter(description) },
  };
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: objectMeta(description.name, description.namespace),
    spec: present({
      workloadSelector: selector && { labels: selector },
      targetRefs: description.targetRefs,
      priority: description.priority ?? DEFAULT_PRIORITY,
      configPatches:
        cluster !== null
          ? [filter, { applyTo: "CLUSTER", match: { context }, patch: { operation: "ADD", value: cluster } }]
          : [filter],
    }),
  };
}

/** The cluster the filter needs and the proxy has not: none for a module on disk, none where an existing one is named. */
function addedCluster(description: PluginDescription): JsonObject | null {
  const url = parsePluginUrl(description.url);
  const isFetched = url?.scheme === "http" || url?.scheme === "https";
  if (!isFetched || description.cluster?.isExisting === true) return null;
  return moduleCluster(moduleClusterName(description), url);
}
