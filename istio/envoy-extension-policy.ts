import type { JsonObject, JsonValue, TargetReference, TypedObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import type { PluginDescription } from "./plugin-description.js";
import { present } from "./present.js";

/** `gateway.envoyproxy.io/v1alpha1 EnvoyExtensionPolicy`, as far as a manifest writes it. */
export interface EnvoyExtensionPolicy extends TypedObject {
  readonly apiVersion: "gateway.envoyproxy.io/v1alpha1";
  readonly kind: "EnvoyExtensionPolicy";
  readonly spec: {
    readonly targetRefs?: readonly TargetReference[];
    readonly wasm: readonly PolicyPlugin[];
  };
}

/** One plugin of a policy; they run in the order of the list. */
export interface PolicyPlugin {
  readonly name: string;
  readonly rootID?: string;
  readonly code: PolicyCode;
  readonly config?: JsonValue;
  readonly failOpen: boolean;
  readonly env?: { readonly hostKeys: readonly string[] };
}

export interface PolicyCode {
  readonly type: "HTTP" | "Image";
  readonly http?: JsonObject;
  readonly image?: JsonObject;
  readonly pullPolicy?: "IfNotPresent" | "Always";
}

/**
 * The EnvoyExtensionPolicy of descriptions that attach to the same targets, for Envoy Gateway, whose controller pulls the modules; they
 * run in the order given. The first one names the policy.
 *
 * Source: CustomResourceDefinition `envoyextensionpolicies.gateway.envoyproxy.io` of Envoy Gateway 1.9.
 *
 * @example
 * envoyExtensionPolicy([{ name: "auth", namespace: "default", url: "oci://example.com/auth:1.0.0", targetRefs: [route] }]);
 */
export function envoyExtensionPolicy(
  descriptions: readonly [PluginDescription, ...PluginDescription[]],
): EnvoyExtensionPolicy {
  const [{ name, namespace, targetRefs }] = descriptions;
  return {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "EnvoyExtensionPolicy",
    metadata: objectMeta(name, namespace),
    spec: present({ targetRefs, wasm: descriptions.map(policyPlugin) }),
  };
}

function policyPlugin(description: PluginDescription): PolicyPlugin {
  const { hostEnvironment } = description;
  return present({
    name: description.name,
    rootID: description.rootId,
    code: policyCode(description),
    config: description.configuration,
    failOpen: description.failStrategy === "FAIL_OPEN",
    env: hostEnvironment && { hostKeys: hostEnvironment },
  });
}

function policyCode({ url, sha256, imagePullPolicy, imagePullSecret }: PluginDescription): PolicyCode {
  const pullPolicy = imagePullPolicy === "UNSPECIFIED_POLICY" ? undefined : imagePullPolicy;
  if (!url.startsWith("oci://")) return present({ type: "HTTP" as const, http: present({ url, sha256 }), pullPolicy });
  const pullSecretRef = imagePullSecret === undefined ? undefined : { kind: "Secret", name: imagePullSecret };
  // Here the scheme is left out, unlike anywhere else.
  const image = present({ url: url.slice("oci://".length), sha256, pullSecretRef });
  return present({ type: "Image" as const, image, pullPolicy });
}
