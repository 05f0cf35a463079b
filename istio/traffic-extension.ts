import type { TypedObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import { DEFAULT_PRIORITY, type Phase, type PluginDescription } from "./plugin-description.js";
import { present } from "./present.js";
import { pluginModule, type Attachment, type PluginModule } from "./wasm-plugin.js";

/** Its own word where a WasmPlugin says `UNSPECIFIED_PHASE`. */
export type TrafficPhase = Exclude<Phase, "UNSPECIFIED_PHASE"> | "UNSPECIFIED";

/** `extensions.istio.io/v1alpha1 TrafficExtension`, as far as a manifest writes it. */
export interface TrafficExtension extends TypedObject {
  readonly apiVersion: "extensions.istio.io/v1alpha1";
  readonly kind: "TrafficExtension";
  readonly spec: TrafficExtensionSpec;
}

export interface TrafficExtensionSpec extends Attachment {
  readonly phase?: TrafficPhase;
  readonly priority: number;
  readonly wasm: PluginModule;
}

/**
 * The TrafficExtension of a description, which takes the place of a WasmPlugin from Istio 1.30 on and says the same.
 *
 * Source: CustomResourceDefinition `trafficextensions.extensions.istio.io` of istio.io/api 1.31.
 *
 * @example
 * trafficExtension({ name: "auth", namespace: "istio-system", url: "oci://example.com/auth:1.0.0", rootId: "auth" });
 */
export function trafficExtension(description: PluginDescription): TrafficExtension {
  const { selector, phase } = description;
  return {
    apiVersion: "extensions.istio.io/v1alpha1",
    kind: "TrafficExtension",
    metadata: objectMeta(description.name, description.namespace),
    spec: present({
      selector: selector && { matchLabels: selector },
      targetRefs: description.targetRefs,
      phase: phase === "UNSPECIFIED_PHASE" ? ("UNSPECIFIED" as const) : phase,
      priority: description.priority ?? DEFAULT_PRIORITY,
      wasm: pluginModule(description),
    }),
  };
}
