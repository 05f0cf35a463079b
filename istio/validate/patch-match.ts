import { CONNECTION_MANAGER, type ConfigPatch } from "../envoy-filter.js";
import { PATCH_CONTEXTS } from "../plugin-description.js";
import { isRe2 } from "./is-re2.js";
import { LINKS } from "./links.js";
import { checkOneOf } from "./one-of.js";
import { unless, type Problem } from "./problem.js";

/** What a patch applies to inside a listener. */
export const LISTENER_OBJECTS = ["LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER"];
/** The same of routes. */
export const ROUTE_OBJECTS = ["ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"];

const FOR_WAYPOINTS = { hint: "use a WasmPlugin or a TrafficExtension with targetRefs", link: LINKS.targetRefs };

/** Longer ones istiod passes over. */
const PROXY_VERSION_LIMIT = 1024;

/** Names that Envoy's own filters had before 2020. */
const FORMER_NAME = /^envoy\.(?!filters\.)/;

/** A filter of a chain that a patch looks for. */
export interface FilterMatch {
  readonly name?: string;
  readonly subFilter?: { readonly name?: string };
}

/** The filter that a patch of a listener looks for. */
export function filterMatch({ listener }: ConfigPatch["match"]): FilterMatch | undefined {
  return (listener?.["filterChain"] as { readonly filter?: FilterMatch } | undefined)?.filter;
}

/** What istiod refuses in a patch's match, or takes and never finds. */
export function checkPatchMatch(path: string, applyTo: string, match: ConfigPatch["match"]): Problem[] {
  const { listener, cluster, routeConfiguration, context, proxy } = match;
  const isElsewhere = ["CLUSTER", "EXTENSION_CONFIG", ...ROUTE_OBJECTS].includes(applyTo);
  const filter = LISTENER_OBJECTS.includes(applyTo) ? filterMatch(match) : undefined;
  return [
    ...checkContext(`${path}.context`, context),
    ...checkMatched(`${path}.listener`, listener === undefined || !isElsewhere, applyTo),
    ...checkMatched(`${path}.cluster`, cluster === undefined || applyTo === "CLUSTER", applyTo),
    ...checkMatched(
      `${path}.routeConfiguration`,
      routeConfiguration === undefined || ROUTE_OBJECTS.includes(applyTo),
      applyTo,
    ),
    ...checkProxyVersion(`${path}.proxy.proxyVersion`, proxy?.["proxyVersion"]),
    ...(filter === undefined ? [] : checkFilter(`${path}.listener.filterChain.filter`, applyTo, filter)),
  ];
}

function checkContext(path: string, context: string | undefined): Problem[] {
  return context === "WAYPOINT"
    ? [{ path, message: "is WAYPOINT, and no istiod so far applies such a patch: nothing happens", ...FOR_WAYPOINTS }]
    : checkOneOf(path, context, PATCH_CONTEXTS);
}

function checkMatched(path: string, isRight: boolean, applyTo: string): Problem[] {
  return unless(isRight, path, `matches nothing where ${applyTo} is patched`, "take it out");
}

function checkProxyVersion(path: string, version: unknown): Problem[] {
  if (typeof version !== "string") return [];
  return [
    ...unless(isRe2(version), path, "is no regular expression of RE2", "write it as in `^1\\.30.*`"),
    ...unless(
      version.length <= PROXY_VERSION_LIMIT,
      path,
      `is ${version.length} characters long, and istiod passes over it`,
      `use at most ${PROXY_VERSION_LIMIT} characters`,
    ),
  ];
}

function checkFilter(path: string, applyTo: string, { name, subFilter }: FilterMatch): Problem[] {
  if (applyTo !== "HTTP_FILTER" && applyTo !== "NETWORK_FILTER") {
    return [{ path, message: `has no effect where ${applyTo} is patched`, hint: "take it out" }];
  }
  const named = checkName(`${path}.name`, name);
  if (named.length > 0 || subFilter === undefined) return named;
  if (applyTo === "NETWORK_FILTER") {
    const message = "is for HTTP filters only, and istiod refuses it here";
    return [{ path: `${path}.subFilter`, message, hint: "take it out" }];
  }
  return [
    ...unless(name === CONNECTION_MANAGER, `${path}.name`, "holds no HTTP filters", `use ${CONNECTION_MANAGER}`),
    ...checkName(`${path}.subFilter.name`, subFilter.name),
  ];
}

function checkName(path: string, name = ""): Problem[] {
  if (name === "") return [{ path, message: "is missing", hint: "name the filter that the patch refers to" }];
  return unless(
    !FORMER_NAME.test(name),
    path,
    `${JSON.stringify(name)} is a name that Envoy's filters had once`,
    "use the name of now, envoy.filters.KIND.NAME",
  );
}
