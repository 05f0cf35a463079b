import type { EnvoyFilter } from "./envoy-filter.js";
import type { JsonObject } from "./kubernetes.js";
import { objectMeta } from "./object-meta.js";
import { DEFAULT_PRIORITY, type PluginDescription } from "./plugin-description.js";
import { present } from "./present.js";

/**
 * The EnvoyFilter that turns the labels in a plugin's metrics into labels of Envoy's statistics. It is a part of the bootstrap: pods
 * read it when they start.
 */
export function statsTagsFilter(description: PluginDescription, tags: readonly JsonObject[]): EnvoyFilter {
  const { selector, name, namespace } = description;
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: objectMeta(`${name}-stats-tags`, namespace),
    spec: present({
      workloadSelector: selector && { labels: selector },
      targetRefs: description.targetRefs,
      priority: DEFAULT_PRIORITY,
      configPatches: [
        {
          applyTo: "BOOTSTRAP",
          match: { context: "ANY" as const },
          patch: { operation: "MERGE", value: { stats_config: { stats_tags: tags } } },
        },
      ],
    }),
  };
}
