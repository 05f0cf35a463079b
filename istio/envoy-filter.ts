import type { JsonObject, StringMap, TargetReference, TypedObject } from "./kubernetes.js";
import { moduleCluster } from "./module-cluster.js";
import { objectMeta } from "./object-meta.js";
import { DEFAULT_PRIORITY, type FilterForm, type PatchContext, type PluginDescription } from "./plugin-description.js";
import { parsePluginUrl } from "./plugin-url.js";
import { present } from "./present.js";
import { disabledFilter, enablingRoute } from "./route-filter.js";
import { discoveredFilter, extensionName, moduleClusterName, wasmExtension, wasmFilter } from "./wasm-filter.js";

export const CONNECTION_MANAGER = "envoy.filters.network.http_connection_manager";
const ROUTER = "envoy.filters.http.router";
const TCP_PROXY = "envoy.filters.network.tcp_proxy";

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
    readonly routeConfiguration?: JsonObject;
    readonly proxy?: JsonObject;
  };
  readonly patch: { readonly operation: string; readonly value?: JsonObject; readonly filterClass?: string };
}

/** Where HTTP filters are: what a patch before the router matches. */
const BEFORE_THE_ROUTER = { filter: { name: CONNECTION_MANAGER, subFilter: { name: ROUTER } } };

/** How istiod hands extensions out. With no timeout a listener without its plugin would serve requests. */
const FROM_ISTIOD = { ads: {}, initial_fetch_timeout: "0s", resource_api_version: "V3" };

/**
 * The EnvoyFilter of a description: before the router, or before the TCP proxy for a plugin that filters connections. An EnvoyFilter says
 * what a WasmPlugin can't: the capabilities, the VM's id, `allow_on_headers_stop_iteration`.
 *
 * By default a pair of patches: the extension and the filter that discovers it, which istio-agent serves as it serves a WasmPlugin,
 * `oci` included. Inline, the filter has it all, and Envoy itself fetches the module, which its project calls unstable; the cluster it
 * is fetched from is added too, unless the proxy has it.
 *
 * Source: CustomResourceDefinition `envoyfilters.networking.istio.io`; `operation: ADD` would land behind the router.
 */
export function envoyFilter(description: PluginDescription): EnvoyFilter {
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: objectMeta(description.name, description.namespace),
    spec: present({
      workloadSelector: description.selector && { labels: description.selector },
      targetRefs: description.targetRefs,
      priority: description.priority ?? DEFAULT_PRIORITY,
      configPatches: onRoutes(
        description,
        filterForm(description) === "inline" ? inline(description) : discovered(description),
      ),
    }),
  };
}

/** The form that a description asks for, by name or by the cluster that only one form has. */
export function filterForm({ form, cluster }: PluginDescription): FilterForm {
  return form ?? (cluster === undefined ? "ecds" : "inline");
}

/** With routes named, the filter is disabled in the chain and enabled on each of them. */
function onRoutes({ routes = [], context = "GATEWAY" }: PluginDescription, patches: ConfigPatch[]): ConfigPatch[] {
  if (routes.length === 0) return patches;
  const filter = patches.find(({ applyTo }) => applyTo === "HTTP_FILTER")?.patch.value ?? {};
  return [
    ...patches.map((each) =>
      each.patch.value === filter ? { ...each, patch: { ...each.patch, value: disabledFilter(filter) } } : each,
    ),
    ...routes.map((name) => ({
      applyTo: "HTTP_ROUTE",
      match: { context, routeConfiguration: { vhost: { route: { name } } } },
      patch: { operation: "MERGE", value: enablingRoute(filter) },
    })),
  ];
}

function discovered(description: PluginDescription): ConfigPatch[] {
  const { context = "GATEWAY", type } = description;
  const filter = discoveredFilter(extensionName(description), FROM_ISTIOD, type);
  return [
    // MERGE and the others do nothing to an extension.
    {
      applyTo: "EXTENSION_CONFIG",
      match: { context },
      patch: { operation: "ADD", value: wasmExtension(description) },
    },
    { ...atTheEnd(description), patch: { operation: "INSERT_BEFORE", value: filter } },
  ];
}

function inline(description: PluginDescription): ConfigPatch[] {
  const { context = "GATEWAY" } = description;
  const cluster = addedCluster(description);
  const filter: ConfigPatch = {
    ...atTheEnd(description),
    patch: { operation: "INSERT_BEFORE", value: wasmFilter(description) },
  };
  if (cluster === null) return [filter];
  return [filter, { applyTo: "CLUSTER", match: { context }, patch: { operation: "ADD", value: cluster } }];
}

/** The last filter of its chain: what the plugin goes before. */
function atTheEnd({ context = "GATEWAY", type }: PluginDescription): Pick<ConfigPatch, "applyTo" | "match"> {
  return type === "NETWORK"
    ? { applyTo: "NETWORK_FILTER", match: { context, listener: { filterChain: { filter: { name: TCP_PROXY } } } } }
    : { applyTo: "HTTP_FILTER", match: { context, listener: { filterChain: BEFORE_THE_ROUTER } } };
}

/** The cluster the filter needs and the proxy has not: none for a module on disk, none where an existing one is named. */
function addedCluster(description: PluginDescription): JsonObject | null {
  const url = parsePluginUrl(description.url);
  const isFetched = url?.scheme === "http" || url?.scheme === "https";
  if (!isFetched || description.cluster?.isExisting === true) return null;
  return moduleCluster(moduleClusterName(description), url);
}
