import { GATEWAY, type Row } from "./row.js";

const PATCH = "spec.configPatches[0].patch";
const MATCH = "spec.configPatches[1].match";
const FILTER = `${MATCH}.listener.filterChain.filter`;
const CONFIG = `${PATCH}.value.typed_config.config`;

/** Of the pair of patches: an extension, and the filter that discovers it. */
export const ENVOY_FILTER: readonly Row[] = [
  [
    "with workloadSelector beside targetRefs",
    "spec",
    { workloadSelector: { labels: { a: "b" } }, targetRefs: [GATEWAY] },
    "definition",
  ],
  [
    "with a workloadSelector without labels",
    "spec.workloadSelector",
    { labels: {} },
    "warns",
    "spec.workloadSelector.labels",
  ],
  [
    "with a label of wildcards",
    "spec.workloadSelector",
    { labels: { a: "b*" } },
    "refuses",
    "spec.workloadSelector.labels.a",
  ],
  ["with a patch of nothing", "spec.configPatches", [null], "refuses", "spec.configPatches[0]"],
  ["without applyTo", "spec.configPatches[0].applyTo", undefined, "refuses"],
  ["with an unknown applyTo", "spec.configPatches[0].applyTo", "FILTER", "refuses"],
  ["without a patch", PATCH, undefined, "refuses"],
  ["without an operation", `${PATCH}.operation`, undefined, "refuses"],
  ["with an unknown operation", `${PATCH}.operation`, "PREPEND", "refuses"],
  ["without a value", `${PATCH}.value`, undefined, "refuses"],
  ["with an unknown filterClass", `${PATCH}.filterClass`, "AUTHENTICATION", "refuses"],
  ["with an unknown context", `${MATCH}.context`, "INGRESS", "refuses"],
  ["with a waypoint's match elsewhere", `${MATCH}.waypoint`, {}, "refuses", MATCH],
  [
    "with a waypoint's port 65536",
    MATCH,
    { context: "WAYPOINT", waypoint: { portNumber: 65536 } },
    "definition",
    `${MATCH}.waypoint.portNumber`,
  ],
  [
    "with a proxy version that is no RE2",
    `${MATCH}.proxy`,
    { proxyVersion: "1.(30" },
    "refuses",
    `${MATCH}.proxy.proxyVersion`,
  ],
  [
    "with a proxy version that looks ahead",
    `${MATCH}.proxy`,
    { proxyVersion: "(?=1)" },
    "refuses",
    `${MATCH}.proxy.proxyVersion`,
  ],
  [
    "with too long a proxy version",
    `${MATCH}.proxy`,
    { proxyVersion: "1".repeat(1025) },
    "warns",
    `${MATCH}.proxy.proxyVersion`,
  ],
  ["with a cluster's match of a listener", MATCH, { context: "GATEWAY", cluster: {} }, "refuses", `${MATCH}.cluster`],
  [
    "with a route's match of a listener",
    MATCH,
    { context: "GATEWAY", routeConfiguration: {} },
    "refuses",
    `${MATCH}.routeConfiguration`,
  ],
  ["with a match of a filter without a name", `${FILTER}.name`, "", "refuses"],
  ["with a match of a filter by its former name", `${FILTER}.name`, "envoy.http_connection_manager", "warns"],
  ["with a match of an HTTP filter in a TCP proxy", `${FILTER}.name`, "envoy.filters.network.tcp_proxy", "refuses"],
  ["with a match of an HTTP filter without a name", `${FILTER}.subFilter.name`, "", "refuses"],
  ["with a match of an HTTP filter by its former name", `${FILTER}.subFilter.name`, "envoy.router", "warns"],
  [
    "with an HTTP filter's match of a network filter",
    "spec.configPatches[1].applyTo",
    "NETWORK_FILTER",
    "refuses",
    `${FILTER}.subFilter`,
  ],
  ["with a match of a filter of a whole chain", "spec.configPatches[1].applyTo", "FILTER_CHAIN", "refuses", FILTER],
  ["with an unknown type", `${PATCH}.value.typed_config.@type`, "type.googleapis.com/envoy.Unknown", "refuses"],
  [
    "with a type of Envoy's v2 API",
    `${PATCH}.value.typed_config.@type`,
    "type.googleapis.com/envoy.config.filter.http.wasm.v2.Wasm",
    "refuses",
  ],
  [
    "with no typed_config",
    "spec.configPatches[1].patch.value",
    { name: "istio-system.auth" },
    "warns",
    "spec.configPatches[1].patch.value.typed_config",
  ],
  ["with an unknown field of the plugin", `${CONFIG}.rootid`, "a", "warns"],
  ["with an unknown field of the VM", `${CONFIG}.vm_config.vm`, "a", "warns"],
  ["with an unknown field of the filter", "spec.configPatches[1].patch.value.phase", "a", "warns"],
  ["with a relative operation and no priority", "spec.priority", 0, "analyzes as IST0151"],
  ["with an extension that is replaced", `${PATCH}.operation`, "REPLACE", "analyzes as IST0152"],
];

/** Of the same pair, whose extension is for one version of the proxies. */
export const VERSIONED: readonly Row[] = [
  ["with a relative operation and no priority", "spec.priority", 0, "analyzes as IST0155"],
];

const ROUTE = "spec.configPatches[2]";
/** Of a filter that one route enables. */
export const ROUTED: readonly Row[] = [
  [
    "with a listener's match of a route",
    `${ROUTE}.match`,
    { context: "GATEWAY", listener: {} },
    "refuses",
    `${ROUTE}.match.listener`,
  ],
  ["with a route that is added", `${ROUTE}.patch.operation`, "ADD", "analyzes as IST0153"],
  ["with a route that is removed", `${ROUTE}.patch.operation`, "REMOVE", "analyzes as IST0154"],
];

const CLUSTER = "spec.configPatches[1].match";
/** Of a filter whose module Envoy fetches, from a cluster beside it. */
export const INLINE: readonly Row[] = [
  [
    "with a listener's match of a cluster",
    CLUSTER,
    { context: "GATEWAY", listener: {} },
    "refuses",
    `${CLUSTER}.listener`,
  ],
  [
    "with a route's match of a cluster",
    CLUSTER,
    { context: "GATEWAY", routeConfiguration: {} },
    "refuses",
    `${CLUSTER}.routeConfiguration`,
  ],
];
