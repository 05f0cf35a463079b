import type { ConfigPatch, EnvoyFilter, EnvoyFilterSpec } from "../envoy-filter.js";
import { RBAC_FILTER_TYPES } from "../wasm-filter.js";
import { checkLabels } from "./labels.js";
import { LINKS } from "./links.js";
import { checkObjectMeta } from "./object-meta.js";
import { checkNetworkFilter, checkType } from "./network-filter.js";
import { checkRequiredOneOf } from "./one-of.js";
import { checkPatchMatch, filterMatch, LISTENER_OBJECTS, ROUTE_OBJECTS } from "./patch-match.js";
import { checkOperation, OPERATIONS, RELATIVE_OPERATIONS } from "./patch-operation.js";
import { checkPriority } from "./range.js";
import { checkRoutes } from "./route-filter.js";
import { checkTargetRefs } from "./target-refs.js";
import { checkTypedConfig } from "./typed-config.js";
import { checkWasmFilter } from "./wasm-filter.js";
import { unless, type Problem } from "./problem.js";

const APPLY_TO = [...LISTENER_OBJECTS, ...ROUTE_OBJECTS, "CLUSTER", "EXTENSION_CONFIG", "BOOTSTRAP", "LISTENER_FILTER"];
/** What is configured by a message of its own type. */
const EXTENSIONS = ["HTTP_FILTER", "NETWORK_FILTER", "EXTENSION_CONFIG"];

/** `DIRECTION|PORT|SUBSET|HOST`, the form of the names that istiod gives. */
const ISTIO_CLUSTER = /^(?:out|in)bound_?[|.]/;

/**
 * Everything for which the API server or Istio's webhook refuses an EnvoyFilter, and the traps that both let pass: an
 * HTTP filter that lands behind the router, a patch that silently applies to nothing, a configuration that the proxy
 * refuses.
 */
export function validateEnvoyFilter(filter: EnvoyFilter): Problem[] {
  const { workloadSelector, targetRefs, priority, configPatches }: Partial<EnvoyFilterSpec> = filter.spec;
  return [
    ...checkObjectMeta(filter),
    ...unless(
      workloadSelector === undefined || targetRefs === undefined,
      "spec.targetRefs",
      "stands beside spec.workloadSelector",
      "keep one of them: targetRefs for a Gateway of the Gateway API, workloadSelector for workloads",
    ),
    ...checkLabels("spec.workloadSelector.labels", workloadSelector?.labels),
    ...unless(
      workloadSelector === undefined || Object.keys(workloadSelector.labels).length > 0,
      "spec.workloadSelector.labels",
      "is empty: the filter goes to every workload of its namespace",
      "name labels, or take workloadSelector out where all are meant",
    ),
    ...checkTargetRefs("spec.targetRefs", targetRefs),
    ...checkPriority("spec.priority", priority),
    ...checkPatches(configPatches ?? [], priority ?? 0),
  ];
}

/** The definition asks for no field of a patch; the checks ask for those without which istiod refuses it. */
function checkPatches(patches: readonly Partial<ConfigPatch>[], priority: number): Problem[] {
  if (patches.length === 0) return [{ path: "spec.configPatches", message: "is empty", hint: "give a patch" }];
  const missing = patches.flatMap(({ patch }, index) =>
    unless(patch !== undefined, `spec.configPatches[${index}].patch`, "is missing", "say what is done"),
  );
  if (missing.length > 0) return missing;
  const complete = patches.map((each) => ({ match: {}, ...each }) as ConfigPatch);
  return [
    ...complete.flatMap((patch, index) => checkPatch(`spec.configPatches[${index}]`, patch, priority)),
    ...checkExtensions(complete),
    ...checkRoutes(complete),
  ];
}

function checkPatch(path: string, { applyTo, match, patch }: ConfigPatch, priority: number): Problem[] {
  const named = [
    ...checkRequiredOneOf(`${path}.applyTo`, applyTo, APPLY_TO),
    ...checkRequiredOneOf(`${path}.patch.operation`, patch.operation, OPERATIONS),
  ];
  if (named.length > 0) return named;
  return [
    ...checkPatchMatch(`${path}.match`, applyTo, match),
    ...checkOperation(`${path}.patch`, applyTo, patch, priority),
    ...(EXTENSIONS.includes(applyTo) && patch.value !== undefined
      ? checkTypedConfig(`${path}.patch.value`, patch.value)
      : []),
    ...(applyTo === "HTTP_FILTER" ? checkHttpFilter(path, match, patch) : []),
    ...(applyTo === "NETWORK_FILTER" ? checkNetworkFilter(path, match, patch) : []),
    ...(applyTo === "BOOTSTRAP" ? checkBootstrap(path) : []),
    ...(applyTo === "EXTENSION_CONFIG" ? checkExtension(path, patch) : []),
    ...(applyTo === "CLUSTER" && patch.operation === "ADD" ? checkAddedCluster(path, patch) : []),
  ];
}

function checkHttpFilter(path: string, match: ConfigPatch["match"], patch: ConfigPatch["patch"]): Problem[] {
  return [
    ...unless(
      patch.operation !== "ADD",
      `${path}.patch.operation`,
      "ADD puts an HTTP filter behind the router, where Envoy refuses it",
      "use INSERT_BEFORE with the router as subFilter, or INSERT_FIRST",
      LINKS.patch,
    ),
    ...unless(
      !RELATIVE_OPERATIONS.includes(patch.operation) || filterMatch(match)?.subFilter !== undefined,
      `${path}.match.listener.filterChain.filter.subFilter.name`,
      "is missing",
      `name the HTTP filter that ${patch.operation} refers to`,
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
