import type { JsonValue, TypedObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import { DEFAULT_PRIORITY, type ImagePullPolicy, type Phase, type PluginDescription } from "./plugin-description.js";
import { present } from "./present.js";

/** `extensions.higress.io/v1alpha1 WasmPlugin`, as far as a manifest writes it. */
export interface HigressWasmPlugin extends TypedObject {
  readonly apiVersion: "extensions.higress.io/v1alpha1";
  readonly kind: "WasmPlugin";
  readonly spec: {
    readonly url: string;
    readonly sha256?: string;
    readonly imagePullPolicy?: ImagePullPolicy;
    readonly imagePullSecret?: string;
    readonly phase?: Phase;
    readonly priority: number;
    readonly pluginName?: string;
    readonly defaultConfig?: JsonValue;
  };
}

/**
 * The WasmPlugin of Higress, which runs on every gateway. Its `matchRules` are left out: they come to the plugin as a part of its
 * configuration, for an SDK of Higress' own to match.
 *
 * Source: CustomResourceDefinition `wasmplugins.extensions.higress.io`.
 *
 * @example
 * higressWasmPlugin({ name: "auth", namespace: "higress-system", url: "oci://example.com/auth:1.0.0", rootId: "auth" });
 */
export function higressWasmPlugin(description: PluginDescription): HigressWasmPlugin {
  return {
    apiVersion: "extensions.higress.io/v1alpha1",
    kind: "WasmPlugin",
    metadata: objectMeta(description.name, description.namespace),
    spec: present({
      url: description.url,
      sha256: description.sha256,
      imagePullPolicy: description.imagePullPolicy,
      imagePullSecret: description.imagePullSecret,
      phase: description.phase,
      priority: description.priority ?? DEFAULT_PRIORITY,
      pluginName: description.rootId,
      defaultConfig: description.configuration,
    }),
  };
}
