import { CONNECTION_MANAGER, type ConfigPatch, type EnvoyFilter } from "../envoy-filter.js";
import { PATCH_CONTEXTS } from "../plugin-description.js";
import { RBAC_FILTER_TYPES } from "../wasm-filter.js";
import { checkLabels } from "./labels.js";
import { LINKS } from "./links.js";
import { checkObjectMeta } from "./object-meta.js";
import { checkNetworkFilter, checkType } from "./network-filter.js";
import { checkOneOf } from "./one-of.js";
import { checkPriority } from "./range.js";
import { checkRoutes } from "./route-filter.js";
import { checkTargetRefs } from "./target-refs.js";
import { checkWasmFilter } from "./wasm-filter.js";
import { unless, type Problem } from "./problem.js";

const LISTENER_OBJECTS = ["LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER"];
const ROUTE_OBJECTS = ["ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"];
const APPLY_TO = [...LISTENER_OBJECTS, ...ROUTE_OBJECTS, "CLUSTER", "EXTENSION_CONFIG", "BOOTSTRAP", "LISTENER_FILTER"];

const RELATIVE_OPERATIONS = ["INSERT_BEFORE", "INSERT_AFTER"];
const OPERATIONS = [
  "MERGE",
  "ADD",
  "REMOVE",
  ...RELATIVE_OPERATIONS,
  "INSERT_FIRST",
  "REPLACE",
  "MERGE_AND_REPLACE_LIST",
];

const FOR_WAYPOINTS = { hint: "use a WasmPlugin or a TrafficExtension with targetRefs", link: LINKS.targetRefs };

/** `DIRECTION|PORT|SUBSET|HOST`, the form of the names that istiod gives. */
const ISTIO_CLUSTER = /^(?:out|in)bound_?[|.]/;

/**
 * Everything for which the API server or Istio's webhook refuses an EnvoyFilter, and the traps that both let pass: an
 * HTTP filter that lands behind the router, a patch that silently applies to nothing, a configuration that the proxy
 * refuses.
 */
export function validateEnvoyFilter(filter: EnvoyFilter): Problem[] {
  const { workloadSelector, targetRefs, priority, configPatches } = filter.spec;
  return [
    ...checkObjectMeta(filter),
    ...unless(
      workloadSelector === undefined || targetRefs === undefined,
      "spec.targetRefs",
      "stands beside spec.workloadSelector",
      "keep one of them: targetRefs for a Gateway of the Gateway API, workloadSelector for workloads",
    ),
    ...checkLabels("spec.workloadSelector.labels", workloadSelector?.labels),
    ...checkTargetRefs("spec.targetRefs", targetRefs),
    ...checkPriority("spec.priority", priority),
    ...unless(configPatches.length > 0, "spec.configPatches", "is empty", "give a patch"),
    ...configPatches.flatMap((patch, index) => checkPatch(`spec.configPatches[${index}]`, patch, priority ?? 0)),
    ...checkExtensions(configPatches),
    ...checkRoutes(configPatches),
  ];
}

function checkPatch(path: string, { applyTo, match, patch }: ConfigPatch, priority: number): Problem[] {
  const isRelative = RELATIVE_OPERATIONS.includes(patch.operation);
  return [
    ...checkOneOf(`${path}.applyTo`, applyTo, APPLY_TO),
    ...checkContext(`${path}.match.context`, match.context),
    ...checkOneOf(`${path}.patch.operation`, patch.operation, OPERATIONS),
    ...unless(
      patch.operation === "REMOVE" || patch.value !== undefined,
      `${path}.patch.value`,
      "is missing",
      "give what the operation puts in",
    ),
    ...checkMatch(`${path}.match`, applyTo, match),
    ...unless(
      !isRelative || priority !== 0,
      "spec.priority",
      `is 0, and ${patch.operation} depends on the order of the patches (IST0151)`,
      "give a priority other than 0",
      LINKS.relativePriority,
    ),
    ...(applyTo === "HTTP_FILTER" ? checkHttpFilter(path, match, patch) : []),
    ...(applyTo === "NETWORK_FILTER" ? checkNetworkFilter(path, match, patch) : []),
    ...(applyTo === "BOOTSTRAP" ? checkBootstrap(path) : []),
    ...(applyTo === "EXTENSION_CONFIG" ? checkExtension(path, patch) : []),
    ...(applyTo === "CLUSTER" && patch.operation === "ADD" ? checkAddedCluster(path, patch) : []),
  ];
}

function checkContext(path: string, context: string | undefined): Problem[] {
  return context === "WAYPOINT"
    ? [{ path, message: "is WAYPOINT, and no istiod so far applies such a patch: nothing happens", ...FOR_WAYPOINTS }]
    : checkOneOf(path, context, PATCH_CONTEXTS);
}

function checkMatch(path: string, applyTo: string, match: ConfigPatch["match"]): Problem[] {
  const { listener, cluster, routeConfiguration } = match;
  return [
    ...unless(
      listener === undefined || !["CLUSTER", "EXTENSION_CONFIG", ...ROUTE_OBJECTS].includes(applyTo),
      `${path}.listener`,
      `matches nothing where ${applyTo} is patched`,
      "take it out",
    ),
    ...unless(
      cluster === undefined || applyTo === "CLUSTER",
      `${path}.cluster`,
      `matches nothing where ${applyTo} is patched`,
      "take it out",
    ),
    ...unless(
      routeConfiguration === undefined || ROUTE_OBJECTS.includes(applyTo),
      `${path}.routeConfiguration`,
      `matches nothing where ${applyTo} is patched`,
      "take it out",
    ),
  ];
}

function checkHttpFilter(path: string, { listener }: ConfigPatch["match"], patch: ConfigPatch["patch"]): Problem[] {
  const at = `${path}.match.listener.filterChain.filter`;
  const matched = (listener?.["filterChain"] as FilterChainMatch | undefined)?.filter;
  return [
    ...unless(
      patch.operation !== "ADD",
      `${path}.patch.operation`,
      "ADD puts an HTTP filter behind the router, where Envoy refuses it",
      "use INSERT_BEFORE with the router as subFilter, or INSERT_FIRST",
      LINKS.patch,
    ),
    ...unless(
      !RELATIVE_OPERATIONS.includes(patch.operation) || matched?.subFilter?.name !== undefined,
      `${at}.subFilter.name`,
      "is missing",
      `name the HTTP filter that ${patch.operation} refers to`,
    ),
    ...unless(
      matched?.subFilter === undefined || matched.name === CONNECTION_MANAGER,
      `${at}.name`,
      "holds no HTTP filters",
      `use ${CONNECTION_MANAGER}`,
    ),
    ...(patch.value === undefined ? [] : checkWasmFilter(`${path}.patch.value`, patch.value)),
    ...checkType(`${path}.patch.value`, patch.value, "HTTP"),
  ];
}

function checkBootstrap(path: string): Problem[] {
  const message = "patches a bootstrap that istio-agent has not taken from istiod since Istio 1.21: nothing happens";
  const hint = "put it into a ConfigMap that the pods' annotation sidecar.istio.io/bootstrapOverride names";
  return [{ path: `${path}.applyTo`, message, hint, link: LINKS.bootstrap }];
}

function checkExtension(path: string, { operation, value }: ConfigPatch["patch"]): Problem[] {
  return [
    ...unless(
      operation === "ADD",
      `${path}.patch.operation`,
      `${operation} does nothing to an extension`,
      "use ADD: an extension of another resource can't be changed",
      LINKS.patch,
    ),
    ...(value === undefined ? [] : checkWasmFilter(`${path}.patch.value`, value, true)),
  ];
}

/** A filter that discovers its configuration waits for an extension of its name, and takes only types that it lists. */
function checkExtensions(patches: readonly ConfigPatch[]): Problem[] {
  const extensions = patches
    .filter(({ applyTo }) => applyTo === "EXTENSION_CONFIG")
    .map(({ patch }) => patch.value?.["name"]);
  return patches.flatMap(({ applyTo, patch }, index) => {
    const discovery = patch.value?.["config_discovery"] as { readonly type_urls?: readonly string[] } | undefined;
    const type = applyTo === "NETWORK_FILTER" ? "NETWORK" : "HTTP";
    if ((applyTo !== "HTTP_FILTER" && type === "HTTP") || discovery === undefined) return [];
    const path = `spec.configPatches[${index}].patch.value`;
    return [
      ...unless(
        extensions.length === 0 || extensions.includes(patch.value?.["name"]),
        `${path}.name`,
        "is no name of an extension beside it: the listener would wait for ever",
        "give the filter and its extension one name",
        LINKS.agent,
      ),
      ...unless(
        discovery.type_urls?.includes(RBAC_FILTER_TYPES[type]) === true,
        `${path}.config_discovery.type_urls`,
        "lacks the RBAC filter, by which istio-agent replaces a module that it can't fetch: Envoy would refuse that",
        `add ${RBAC_FILTER_TYPES[type]}`,
        LINKS.agent,
      ),
    ];
  });
}

function checkAddedCluster(path: string, { value }: ConfigPatch["patch"]): Problem[] {
  if (value === undefined) return [];
  const { name } = value;
  return unless(
    typeof name === "string" && name !== "" && !ISTIO_CLUSTER.test(name),
    `${path}.patch.value.name`,
    name === undefined || name === ""
      ? "is missing"
      : "is a name that istiod gives: of two such clusters it keeps its own",
    "choose another name, or refer to istiod's cluster without adding it",
    LINKS.clusterPatch,
  );
}

interface FilterChainMatch {
  readonly filter?: { readonly name?: string; readonly subFilter?: { readonly name?: string } };
}
