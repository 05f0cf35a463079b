import type { ConfigMap } from "./config-map.js";
import type { JsonObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import type { PluginDescription } from "./plugin-description.js";

/** The file of the ConfigMap that Istio's injection mounts, and that Envoy merges into its bootstrap. */
const CUSTOM_BOOTSTRAP = "custom_bootstrap.json";

/** Annotation of a pod by which its proxy starts with such a ConfigMap of its namespace. */
export const BOOTSTRAP_ANNOTATION = "sidecar.istio.io/bootstrapOverride";

/**
 * The ConfigMap that turns the labels in a plugin's metrics into labels of Envoy's statistics. It is a part of the bootstrap: pods whose
 * annotation {@link BOOTSTRAP_ANNOTATION} names it read it when they start.
 *
 * Source: the injection templates of Istio. An EnvoyFilter of the bootstrap does nothing since Istio 1.21.
 *
 * @param tags entries of `envoy.config.metrics.v3.StatsConfig.stats_tags`
 */
export function statsTagsBootstrap(
  { name, namespace }: Pick<PluginDescription, "name" | "namespace">,
  tags: readonly JsonObject[],
): ConfigMap {
  const bootstrap = { stats_config: { stats_tags: tags } };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: objectMeta(`${name}-stats-tags`, namespace),
    data: { [CUSTOM_BOOTSTRAP]: `${JSON.stringify(bootstrap, null, 2)}\n` },
  };
}
