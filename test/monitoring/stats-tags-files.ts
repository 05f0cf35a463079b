import { statsTagsBootstrap } from "../../istio/index.js";
import { statsTags } from "../../tooling/envoy/stats-tags.js";

/** For the bootstrap of an Envoy of one's own. */
export function bootstrapFile(labels: readonly string[]): object {
  return { stats_config: { stats_tags: statsTags(labels) } };
}

/** The same for Istio's gateways: pods that are annotated with its name read it when they start. */
export function configMapFile(labels: readonly string[]): object {
  const tags = statsTags(labels).map((tag) => ({ ...tag }));
  return statsTagsBootstrap({ name: "metrics", namespace: "istio-system" }, tags);
}
