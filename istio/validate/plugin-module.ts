import type { JsonValue } from "../kubernetes.js";
import { FAIL_STRATEGIES, IMAGE_PULL_POLICIES, PLUGIN_TYPES } from "../plugin-description.js";
import { parsePluginUrl, URL_SCHEMES } from "../plugin-url.js";
import type { EnvironmentVariable, PluginModule } from "../wasm-plugin.js";
import { checkDnsSubdomain } from "./dns-name.js";
import { checkVariable } from "./environment-variable.js";
import { checkValues } from "./json-values.js";
import { LINKS } from "./links.js";
import { checkOneOf } from "./one-of.js";
import { checkPluginUrl } from "./plugin-url.js";
import { checkLength } from "./range.js";
import { checkSha256 } from "./sha256.js";
import { unless, type Problem } from "./problem.js";

const ENVIRONMENT_LIMIT = 256;

/** Prefix of the variables that carry Istio's own settings; the agent takes them away before the VM starts. */
const AGENT_VARIABLES = "ISTIO_META_";

/** The fields that say which module runs and how, under `spec` of a WasmPlugin or `spec.wasm` of a TrafficExtension. */
export function checkPluginModule(at: string, module: PluginModule): Problem[] {
  const { url, sha256, failStrategy, type, imagePullPolicy, imagePullSecret, pluginName, pluginConfig, vmConfig } =
    module;
  return [
    ...checkPluginUrl(`${at}.url`, url, URL_SCHEMES),
    ...checkSha256(`${at}.sha256`, sha256),
    ...checkDigests(at, module),
    ...checkOneOf(`${at}.failStrategy`, failStrategy, FAIL_STRATEGIES),
    ...checkOneOf(`${at}.type`, type, PLUGIN_TYPES),
    ...checkOneOf(`${at}.imagePullPolicy`, imagePullPolicy, IMAGE_PULL_POLICIES),
    ...(imagePullSecret === undefined ? [] : checkDnsSubdomain(`${at}.imagePullSecret`, imagePullSecret)),
    ...(pluginName === undefined ? [] : checkLength(`${at}.pluginName`, pluginName, 1, 256)),
    ...checkPluginConfig(`${at}.pluginConfig`, pluginConfig),
    ...checkEnvironment(`${at}.vmConfig.env`, vmConfig?.env ?? []),
  ];
}

function checkDigests(at: string, { url, sha256 }: PluginModule): Problem[] {
  const digest = parsePluginUrl(url)?.digest ?? null;
  return unless(
    digest === null || sha256 === undefined || digest === sha256,
    `${at}.sha256`,
    `differs from the digest in ${at}.url`,
    "give the digest of the image manifest, in one place",
    LINKS.wasmPlugin,
  );
}

function checkPluginConfig(path: string, pluginConfig: JsonValue | undefined): Problem[] {
  if (pluginConfig === undefined) return [];
  if (pluginConfig === null || typeof pluginConfig !== "object" || Array.isArray(pluginConfig)) {
    const message = "is no JSON object, and Istio carries nothing else here";
    const hint = "wrap it in an object, or use an EnvoyFilter";
    return [{ path, message, hint, link: LINKS.wasmPlugin }];
  }
  return checkValues(path, pluginConfig);
}

function checkEnvironment(path: string, env: readonly EnvironmentVariable[]): Problem[] {
  const names = env.map(({ name }) => name);
  return [
    ...unless(
      env.length <= ENVIRONMENT_LIMIT,
      path,
      `there are ${env.length} variables`,
      `use at most ${ENVIRONMENT_LIMIT}`,
    ),
    ...env.flatMap((variable, index) => [
      ...checkLength(`${path}[${index}].name`, variable.name, 1, 256),
      ...checkVariable(`${path}[${index}].name`, variable.name, `${path}[${index}].value`, variable.value),
      ...unless(
        names.indexOf(variable.name) === index,
        `${path}[${index}].name`,
        `${variable.name} is there twice`,
        "give each variable one source",
      ),
      ...unless(
        !variable.name.startsWith(AGENT_VARIABLES),
        `${path}[${index}].name`,
        `${variable.name} never reaches the plugin: istio-agent keeps ${AGENT_VARIABLES}… for itself`,
        "use another name",
        LINKS.environment,
      ),
      ...checkOneOf(`${path}[${index}].valueFrom`, variable.valueFrom, ["INLINE", "HOST"]),
      ...unless(
        variable.valueFrom !== "HOST" || variable.value === undefined,
        `${path}[${index}].value`,
        "has no place beside valueFrom HOST",
        "take the value out, or use INLINE",
      ),
      ...(variable.value === undefined ? [] : checkLength(`${path}[${index}].value`, variable.value, 0, 2048)),
    ]),
  ];
}
