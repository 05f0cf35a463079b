import type { PluginDescription } from "../../istio/index.js";
import type { ManifestOptions } from "./options.js";

/** What nobody says outright: it is told by the module, or by several options together. */
type Told = "name" | "namespace" | "url" | "sha256" | "rootId" | "type" | "vmId" | "hostEnvironment" | "capabilities";

/** What the options say of the plugin itself and `istio/` writes as it is; the tooling's own options mean nothing to it. */
export function pluginFields(options: ManifestOptions) {
  return {
    configuration: options.configuration,
    selector: options.selector,
    targetRefs: options.targetRefs,
    priority: options.priority,
    failStrategy: options.failStrategy,
    environment: options.environment,
    phase: options.phase,
    imagePullPolicy: options.imagePullPolicy,
    imagePullSecret: options.imagePullSecret,
    form: options.form,
    pluginName: options.pluginName,
    patchName: options.patchName,
    context: options.context,
    routes: options.routes,
    cluster: options.cluster,
    timeoutSeconds: options.timeoutSeconds,
    allowOnHeadersStopIteration: options.allowOnHeadersStopIteration,
  } satisfies Record<Exclude<keyof PluginDescription, Told>, unknown>;
}
