import type { JsonValue, StringMap, TargetReference, TypedObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import {
  DEFAULT_PRIORITY,
  type FailStrategy,
  type ImagePullPolicy,
  type Phase,
  type PluginDescription,
  type PluginType,
} from "./plugin-description.js";
import { present } from "./present.js";

/** One variable of `vmConfig.env`. A value is written for `INLINE` only. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly valueFrom: "INLINE" | "HOST";
  readonly value?: string;
}

/** `extensions.istio.io/v1alpha1 WasmPlugin`, as far as a manifest writes it. */
export interface WasmPlugin extends TypedObject {
  readonly apiVersion: "extensions.istio.io/v1alpha1";
  readonly kind: "WasmPlugin";
  readonly spec: WasmPluginSpec;
}

export interface WasmPluginSpec extends PluginModule, Attachment {
  readonly phase?: Phase;
  readonly priority: number;
}

/** Which proxies run a plugin: those of all workloads of the namespace, unless one of the two is given. */
export interface Attachment {
  readonly selector?: { readonly matchLabels: StringMap };
  /** One target, as in WasmPlugins of before; it is read, and not written. */
  readonly targetRef?: TargetReference;
  readonly targetRefs?: readonly TargetReference[];
}

/** Which module runs, and how. */
export interface PluginModule {
  readonly url: string;
  readonly sha256?: string;
  readonly imagePullPolicy?: ImagePullPolicy;
  readonly imagePullSecret?: string;
  readonly failStrategy?: FailStrategy;
  readonly pluginName?: string;
  readonly pluginConfig?: JsonValue;
  readonly type?: PluginType;
  readonly vmConfig?: { readonly env: readonly EnvironmentVariable[] };
}

/**
 * The WasmPlugin of a description: istio-agent fetches the module, checks its digest and hands it to Envoy. What only an
 * EnvoyFilter can say is left out.
 *
 * Source: CustomResourceDefinition `wasmplugins.extensions.istio.io` of istio.io/api 1.31.
 *
 * @example
 * wasmPlugin({ name: "auth", namespace: "istio-system", url: "oci://example.com/auth:1.0.0", rootId: "auth" });
 */
export function wasmPlugin(description: PluginDescription): WasmPlugin {
  const { selector } = description;
  return {
    apiVersion: "extensions.istio.io/v1alpha1",
    kind: "WasmPlugin",
    metadata: objectMeta(description.name, description.namespace),
    spec: present({
      selector: selector && { matchLabels: selector },
      targetRefs: description.targetRefs,
      phase: description.phase,
      priority: description.priority ?? DEFAULT_PRIORITY,
      ...pluginModule(description),
    }),
  };
}

/** The fields that say which module runs and how; a TrafficExtension has the same under `wasm`. */
export function pluginModule(description: PluginDescription): PluginModule {
  const { environment = {}, hostEnvironment = [] } = description;
  const env: EnvironmentVariable[] = [
    ...Object.entries(environment).map(([name, value]) => ({ name, valueFrom: "INLINE" as const, value })),
    ...hostEnvironment.map((name) => ({ name, valueFrom: "HOST" as const })),
  ];
  return present({
    url: description.url,
    sha256: description.sha256,
    imagePullPolicy: description.imagePullPolicy,
    imagePullSecret: description.imagePullSecret,
    failStrategy: description.failStrategy,
    pluginName: description.rootId,
    pluginConfig: description.configuration,
    type: description.type,
    vmConfig: env.length === 0 ? undefined : { env },
  });
}
