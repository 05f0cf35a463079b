import type { JsonObject, JsonValue } from "./kubernetes.js";
import {
  DEFAULT_NETWORK_PATCH_NAME,
  DEFAULT_PATCH_NAME,
  DEFAULT_TIMEOUT_SECONDS,
  type FailStrategy,
  type PluginDescription,
  type PluginType,
} from "./plugin-description.js";
import { parsePluginUrl } from "./plugin-url.js";
import { present } from "./present.js";

/** Type of the filter that runs a plugin. */
export const WASM_FILTER_TYPES: Readonly<Record<PluginType, string>> = {
  HTTP: "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
  NETWORK: "type.googleapis.com/envoy.extensions.filters.network.wasm.v3.Wasm",
};
const STRING_VALUE_TYPE = "type.googleapis.com/google.protobuf.StringValue";

/** The runtime of every Envoy that its project or Istio releases. */
const WASM_RUNTIME = "envoy.wasm.runtime.v8";

/** Type of the filter by which istio-agent replaces a plugin whose module it can't fetch. */
export const RBAC_FILTER_TYPES: Readonly<Record<PluginType, string>> = {
  HTTP: "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
  NETWORK: "type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC",
};

/** What istio-agent takes for "no digest is given". Source: `pkg/wasm/convert.go`. */
export const NO_DIGEST = "nil";

/**
 * Attempts after a fetch that failed, 1 s to 10 s apart. A proxy whose last one fails closes its routes until the listener
 * changes, and one attempt, Envoy's default, does not outlast the restart of a registry.
 */
const FETCH_RETRIES = 5;

const FAILURE_POLICY: Readonly<Record<FailStrategy, string>> = {
  FAIL_CLOSE: "FAIL_CLOSED",
  FAIL_OPEN: "FAIL_OPEN",
  FAIL_RELOAD: "FAIL_RELOAD",
};

/**
 * Envoy's filter for a description: `envoy.extensions.filters.http.wasm.v3.Wasm`, or `…network…` for connections, under its own type,
 * which istiod knows and checks field by field (a TypedStruct would pass unread and be refused by the proxy).
 */
export function wasmFilter(description: PluginDescription): JsonObject {
  return {
    name: description.patchName ?? (description.type === "NETWORK" ? DEFAULT_NETWORK_PATCH_NAME : DEFAULT_PATCH_NAME),
    typed_config: typedConfig(description, fromEnvoy(description)),
  };
}

/**
 * The same as an extension that proxies discover (ECDS). istio-agent fetches the module, as it does for a WasmPlugin, and puts a file
 * in the place of the source: the cluster is never asked.
 *
 * Source: `pkg/wasm/convert.go` of Istio.
 */
export function wasmExtension(description: PluginDescription): JsonObject {
  return { name: extensionName(description), typed_config: typedConfig(description, fromAgent(description)) };
}

/** The filter that stands in the listener for an extension. The listener waits until the extension has arrived. */
export function discoveredFilter(name: string, configSource: JsonObject, type: PluginType = "HTTP"): JsonObject {
  const type_urls = [WASM_FILTER_TYPES[type], RBAC_FILTER_TYPES[type]];
  return { name, config_discovery: { config_source: configSource, type_urls } };
}

/** Name of the extension, by which its filter finds it. */
export function extensionName({ patchName, name, namespace }: PluginDescription): string {
  return patchName ?? `${namespace}.${name}`;
}

function typedConfig(description: PluginDescription, source: JsonObject): JsonObject {
  const name = description.pluginName ?? description.name;
  const { capabilities = [], failStrategy } = description;
  // The restriction has a newer place in vm_config (Envoy 1.40), but istiod drops fields that it does not know, this one
  // until it is built with that API: the plugin would run unrestricted. Every Envoy so far heeds the older place.
  const config = present({
    name,
    root_id: description.rootId,
    configuration: configuration(description.configuration),
    vm_config: vmConfig(description, description.vmId ?? name, source),
    failure_policy: failStrategy && FAILURE_POLICY[failStrategy],
    capability_restriction_config:
      capabilities.length === 0
        ? undefined
        : { allowed_capabilities: Object.fromEntries([...capabilities].sort().map((capability) => [capability, {}])) },
    allow_on_headers_stop_iteration: description.allowOnHeadersStopIteration || undefined,
  });
  return { "@type": WASM_FILTER_TYPES[description.type ?? "HTTP"], config };
}

/** Name of the cluster from which the filter fetches its module; meaningful for `http(s)` only. */
export function moduleClusterName(description: PluginDescription): string {
  return description.cluster?.name ?? `${description.name}_wasm_cluster`;
}

/** The configuration as Envoy hands it on. A StringValue arrives byte for byte; a Struct would reorder keys. */
function configuration(value: JsonValue | undefined): JsonObject | undefined {
  if (value === undefined) return undefined;
  return { "@type": STRING_VALUE_TYPE, value: configurationText(value) };
}

/** What the plugin reads of its configuration where it comes from Envoy's own configuration: text as it is, all else as JSON. */
export function configurationText(value: JsonValue): string {
  return typeof value === "string" ? value : `${JSON.stringify(value, null, 2)}\n`;
}

function vmConfig(description: PluginDescription, vmId: string, source: JsonObject): JsonObject {
  const { environment, hostEnvironment } = description;
  return present({
    vm_id: vmId === "" ? undefined : vmId,
    runtime: WASM_RUNTIME,
    ...source,
    environment_variables:
      environment === undefined && hostEnvironment === undefined
        ? undefined
        : present({ host_env_keys: hostEnvironment, key_values: environment }),
  });
}

/**
 * The module's place, as a part of `vm_config`. Beside one that Envoy fetches goes the digest as the VM's configuration: Envoy finds a
 * VM by its id and its configuration, and by its code only where it has that already, so that a plugin whose new module is yet to be
 * fetched would go on with the old one's VM. The id can't tell them apart: shared data goes by it, and outlasts the old module.
 *
 * Source: `createWasm` in `source/extensions/common/wasm/wasm.cc` of Envoy 1.40, where `vm_key` is made before the fetch.
 */
function fromEnvoy(description: PluginDescription): JsonObject {
  const url = parsePluginUrl(description.url);
  if (url?.scheme === "file") return { code: { local: { filename: url.path } } };
  const { sha256 } = description;
  const remote = present({
    http_uri: {
      uri: description.url,
      cluster: moduleClusterName(description),
      timeout: `${description.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS}s`,
    },
    sha256,
    retry_policy: { num_retries: FETCH_RETRIES },
  });
  return present({ code: { remote }, configuration: sha256 && { "@type": STRING_VALUE_TYPE, value: sha256 } });
}

function fromAgent({ url, sha256, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS }: PluginDescription): JsonObject {
  const parsed = parsePluginUrl(url);
  if (parsed?.scheme === "file") return { code: { local: { filename: parsed.path } } };
  const http_uri = { uri: url, cluster: "_", timeout: `${timeoutSeconds}s` };
  return { code: { remote: { http_uri, sha256: sha256 ?? NO_DIGEST } } };
}
