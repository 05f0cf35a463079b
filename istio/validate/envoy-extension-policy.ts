import type { EnvoyExtensionPolicy, PolicyPlugin } from "../envoy-extension-policy.js";
import type { JsonObject } from "../kubernetes.js";
import { checkValues } from "./json-values.js";
import { LINKS } from "./links.js";
import { checkObjectMeta } from "./object-meta.js";
import { checkPluginUrl } from "./plugin-url.js";
import { checkSha256 } from "./sha256.js";
import { unless, type Problem } from "./problem.js";

/** What Envoy Gateway's definition lets pass and its controller refuses or fails on. */
export function validateEnvoyExtensionPolicy(policy: EnvoyExtensionPolicy): Problem[] {
  const { targetRefs = [], wasm } = policy.spec;
  return [
    ...checkObjectMeta(policy),
    ...unless(
      targetRefs.length > 0,
      "spec.targetRefs",
      "is missing: a policy attaches to targets, not to workloads by their labels",
      "name a Gateway, a ListenerSet or a route of the policy's namespace",
      LINKS.extensionPolicy,
    ),
    ...wasm.flatMap((plugin, index) => checkPlugin(`spec.wasm[${index}]`, plugin)),
  ];
}

function checkPlugin(path: string, { code, config }: PolicyPlugin): Problem[] {
  const { http, image } = code;
  return [
    ...(http === undefined
      ? checkSource(`${path}.code.image`, `oci://${text(image, "url")}`, image)
      : checkSource(`${path}.code.http`, text(http, "url"), http)),
    ...unless(
      typeof config !== "string",
      `${path}.config`,
      "is text, which Envoy Gateway hands over as JSON, with quotes",
      "wrap it in an object, or use another kind of object",
      LINKS.extensionPolicy,
    ),
    ...(config === undefined ? [] : checkValues(`${path}.config`, config)),
  ];
}

function checkSource(path: string, url: string, source: JsonObject | undefined): Problem[] {
  const sha256 = source?.["sha256"];
  return [
    ...checkPluginUrl(`${path}.url`, url, ["http", "https", "oci"]),
    ...checkSha256(`${path}.sha256`, typeof sha256 === "string" ? sha256 : undefined),
  ];
}

function text(source: JsonObject | undefined, key: string): string {
  const value = source?.[key];
  return typeof value === "string" ? value : "";
}
