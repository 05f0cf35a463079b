import { envoyFilter, trafficExtension, wasmPlugin, type ManifestObject } from "../../../istio/index.js";
import { edited } from "../../tooling/manifest/edited.js";
import { pluginDescription } from "../descriptions.js";
import { ENVOY_FILTER, INLINE, ROUTED, VERSIONED } from "./envoy-filters.js";
import { TRAFFIC_EXTENSION, WASM_PLUGIN } from "./plugins.js";
import type { InvalidManifest, Row } from "./row.js";

const versioned = edited(envoyFilter(pluginDescription({ name: "versioned" })), "spec.configPatches[0].match.proxy", {
  proxyVersion: "^1\\.30",
});

const KINDS: readonly (readonly [kind: string, base: ManifestObject, rows: readonly Row[]])[] = [
  ["a WasmPlugin", wasmPlugin(pluginDescription()), WASM_PLUGIN],
  ["a TrafficExtension", trafficExtension(pluginDescription()), TRAFFIC_EXTENSION],
  ["an EnvoyFilter", envoyFilter(pluginDescription()), ENVOY_FILTER],
  ["an EnvoyFilter of a version", versioned, VERSIONED],
  ["an EnvoyFilter of a route", envoyFilter(pluginDescription({ routes: ["api"], patchName: "auth" })), ROUTED],
  ["an inline EnvoyFilter", envoyFilter(pluginDescription({ form: "inline" })), INLINE],
];

/** An object for each rule by which Istio refuses WasmPlugins, TrafficExtensions and EnvoyFilters, or warns of them. */
export const INVALID_MANIFESTS: readonly InvalidManifest[] = KINDS.flatMap(([kind, base, rows]) =>
  rows.map(([rule, edit, value, judge, path = edit]) => ({
    ...{ rule: `${kind} ${rule}`, object: edited(base, edit, value), path, judge },
  })),
);
