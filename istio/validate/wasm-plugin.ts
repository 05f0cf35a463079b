import { FAIL_STRATEGIES, IMAGE_PULL_POLICIES, PHASES } from "../plugin-description.js";
import { parsePluginUrl, URL_SCHEMES } from "../plugin-url.js";
import type { EnvironmentVariable, WasmPlugin, WasmPluginSpec } from "../wasm-plugin.js";
import { checkLabels } from "./labels.js";
import { LINKS } from "./links.js";
import { checkNumbers } from "./json-numbers.js";
import { checkObjectMeta } from "./object-meta.js";
import { checkOneOf } from "./one-of.js";
import { checkPluginUrl } from "./plugin-url.js";
import { checkLength, checkPriority } from "./range.js";
import { checkSha256 } from "./sha256.js";
import { checkTargetRefs } from "./target-refs.js";
import { unless, type Problem } from "./problem.js";

const ENVIRONMENT_LIMIT = 256;

/** Prefix of the variables that carry Istio's own settings; the agent takes them away before the VM starts. */
const AGENT_VARIABLES = "ISTIO_META_";

/**
 * Everything for which the API server (schema and CEL rules of the CRD) or Istio's webhook refuses a WasmPlugin, and what
 * they let pass but the proxy does not honour.
 */
export function validateWasmPlugin(plugin: WasmPlugin): Problem[] {
  const { spec } = plugin;
  return [
    ...checkObjectMeta(plugin),
    ...checkPluginUrl("spec.url", spec.url, URL_SCHEMES),
    ...checkSha256("spec.sha256", spec.sha256),
    ...checkDigests(spec),
    ...checkAttachment(spec),
    ...checkOneOf("spec.phase", spec.phase, PHASES),
    ...checkOneOf("spec.failStrategy", spec.failStrategy, FAIL_STRATEGIES),
    ...checkOneOf("spec.imagePullPolicy", spec.imagePullPolicy, IMAGE_PULL_POLICIES),
    ...(spec.imagePullSecret === undefined ? [] : checkLength("spec.imagePullSecret", spec.imagePullSecret, 1, 253)),
    ...(spec.pluginName === undefined ? [] : checkLength("spec.pluginName", spec.pluginName, 1, 256)),
    ...checkPriority("spec.priority", spec.priority),
    ...checkPluginConfig(spec),
    ...checkEnvironment(spec.vmConfig?.env ?? []),
  ];
}

function checkAttachment({ selector, targetRefs }: WasmPluginSpec): Problem[] {
  return [
    ...unless(
      selector === undefined || targetRefs === undefined,
      "spec.targetRefs",
      "stands beside spec.selector",
      "keep one of them: targetRefs for a Gateway of the Gateway API or a waypoint, selector for workloads",
    ),
    ...checkLabels("spec.selector.matchLabels", selector?.matchLabels),
    ...checkTargetRefs("spec.targetRefs", targetRefs),
  ];
}

function checkDigests({ url, sha256 }: WasmPluginSpec): Problem[] {
  const digest = parsePluginUrl(url)?.digest ?? null;
  return unless(
    digest === null || sha256 === undefined || digest === sha256,
    "spec.sha256",
    "differs from the digest in spec.url",
    "give the digest of the image manifest, in one place",
    LINKS.wasmPlugin,
  );
}

function checkPluginConfig({ pluginConfig }: WasmPluginSpec): Problem[] {
  if (pluginConfig === undefined) return [];
  if (pluginConfig === null || typeof pluginConfig !== "object" || Array.isArray(pluginConfig)) {
    const message = "is no JSON object, and a WasmPlugin carries nothing else";
    const hint = "wrap it in an object, or use an EnvoyFilter";
    return [{ path: "spec.pluginConfig", message, hint, link: LINKS.wasmPlugin }];
  }
  return checkNumbers("spec.pluginConfig", pluginConfig);
}

function checkEnvironment(env: readonly EnvironmentVariable[]): Problem[] {
  const path = "spec.vmConfig.env";
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
