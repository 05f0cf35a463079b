import type { JsonObject, JsonValue } from "../kubernetes.js";
import { NO_DIGEST, WASM_FILTER_TYPES } from "../wasm-filter.js";
import { URL_SCHEMES } from "../plugin-url.js";
import { LINKS } from "./links.js";
import { checkFields } from "./known-fields.js";
import { checkVariable } from "./environment-variable.js";
import { checkOneOf } from "./one-of.js";
import { checkPluginUrl } from "./plugin-url.js";
import { checkSha256 } from "./sha256.js";
import { unless, type Problem } from "./problem.js";

/** Runtimes of the Envoys that its project releases; `null` runs no module at all. */
const RUNTIMES = ["envoy.wasm.runtime.v8"];

const FAILURE_POLICIES = ["FAIL_CLOSED", "FAIL_OPEN", "FAIL_RELOAD"];

/** Fields of `PluginConfig` and of `VmConfig`, in Envoy 1.40. */
const PLUGIN_FIELDS = [
  "name",
  "root_id",
  "vm_config",
  "configuration",
  "fail_open",
  "failure_policy",
  "reload_config",
  "capability_restriction_config",
  "allow_on_headers_stop_iteration",
];
const VM_FIELDS = [
  "vm_id",
  "runtime",
  "code",
  "configuration",
  "allow_precompiled",
  "nack_on_code_cache_miss",
  "environment_variables",
];

/** What the names of `capability_restriction_config` look like: `proxy_log`, `fd_write`. Envoy passes over one that it does not know. */
const CAPABILITY = /^[a-z]+(?:_[a-z0-9]+)+$/;

/**
 * What Envoy refuses in a filter of type Wasm, or takes and fails on. Filters of another type are not looked into. An extension's
 * module is fetched `byAgent`, which reads `oci` too and needs no digest.
 *
 * Source: `envoy.extensions.wasm.v3.PluginConfig` and `VmConfig`, as Envoy 1.40 behaves.
 */
export function checkWasmFilter(path: string, filter: JsonObject, byAgent = false): Problem[] {
  const typedConfig = child(filter, "typed_config");
  if (!Object.values(WASM_FILTER_TYPES).some((type) => type === typedConfig["@type"])) return [];
  const at = `${path}.typed_config.config`;
  const config = child(typedConfig, "config");
  const vmConfig = child(config, "vm_config");
  return [
    ...unless(filter["name"] !== "", `${path}.name`, "is empty", "name the filter"),
    ...checkFields(at, config, PLUGIN_FIELDS),
    ...checkFields(`${at}.vm_config`, vmConfig, VM_FIELDS),
    ...checkOneOf(`${at}.failure_policy`, text(config["failure_policy"]), FAILURE_POLICIES),
    ...unless(
      config["fail_open"] === undefined || config["failure_policy"] === undefined,
      `${at}.fail_open`,
      "stands beside failure_policy, and Envoy refuses the two together",
      "keep failure_policy",
      LINKS.pluginConfig,
    ),
    ...checkCapabilities(at, config),
    ...checkOneOf(`${at}.vm_config.runtime`, text(vmConfig["runtime"]), RUNTIMES),
    ...checkEnvironment(`${at}.vm_config.environment_variables`, child(vmConfig, "environment_variables")),
    ...checkCode(`${at}.vm_config.code`, child(vmConfig, "code"), byAgent),
  ];
}

function checkCapabilities(path: string, config: JsonObject): Problem[] {
  const allowed = child(child(config, "capability_restriction_config"), "allowed_capabilities");
  return Object.keys(allowed).flatMap((name) =>
    unless(
      CAPABILITY.test(name),
      `${path}.capability_restriction_config.allowed_capabilities[${JSON.stringify(name)}]`,
      "is no capability that Envoy can allow",
      "use the names of proxy-wasm functions and callbacks, and of the WASI functions that Envoy offers",
      LINKS.pluginConfig,
    ),
  );
}

function checkEnvironment(path: string, variables: JsonObject): Problem[] {
  const keys = variables["host_env_keys"];
  const hostKeys = Array.isArray(keys) ? (keys as readonly JsonValue[]) : [];
  const values = child(variables, "key_values");
  const names = [...hostKeys, ...Object.keys(values)];
  return names.flatMap((name, index) => [
    ...unless(name !== "", path, "holds a variable without a name", "name it"),
    ...checkVariable(path, text(name) ?? "", path, text(values[text(name) ?? ""])),
    ...unless(
      names.indexOf(name) === index,
      path,
      `holds ${text(name) ?? "a variable"} twice, and Envoy refuses that`,
      "give each variable one source",
    ),
  ]);
}

function checkCode(path: string, code: JsonObject, byAgent: boolean): Problem[] {
  const { local, remote } = code;
  if ((local === undefined) === (remote === undefined)) {
    return [{ path, message: "must name one source", hint: "give either local or remote" }];
  }
  if (local !== undefined) return [];
  const httpUri = child(child(code, "remote"), "http_uri");
  const sha256 = text(child(code, "remote")["sha256"]);
  const timeout = text(httpUri["timeout"]) ?? "";
  return [
    ...checkPluginUrl(
      `${path}.remote.http_uri.uri`,
      text(httpUri["uri"]) ?? "",
      byAgent ? URL_SCHEMES : ["http", "https"],
    ),
    ...unless(
      (text(httpUri["cluster"]) ?? "") !== "",
      `${path}.remote.http_uri.cluster`,
      "is missing",
      "name the Envoy cluster from which the module is fetched",
    ),
    ...unless(
      /^\d+(\.\d{1,9})?s$/.test(timeout) && Number.parseFloat(timeout) > 0,
      `${path}.remote.http_uri.timeout`,
      "is no duration",
      "use a number of seconds above 0",
    ),
    ...unless(
      sha256 !== undefined && sha256 !== "",
      `${path}.remote.sha256`,
      byAgent
        ? "is missing, and istiod refuses an empty one"
        : "is missing, and Envoy loads no remote module without it",
      byAgent ? `write ${NO_DIGEST} for none` : "give the SHA-256 digest of the module",
      LINKS.remoteSource,
    ),
    ...(sha256 === "" || (byAgent && sha256 === NO_DIGEST) ? [] : checkSha256(`${path}.remote.sha256`, sha256)),
  ];
}

/** The object under a key, or an empty one: what is missing is somebody else's problem. */
function child(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return value === null || typeof value !== "object" || Array.isArray(value) ? {} : (value as JsonObject);
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
