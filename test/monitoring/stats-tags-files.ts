import { statsTags } from "../../tooling/envoy/stats-tags.js";

/** For the bootstrap of an Envoy of one's own. */
export function bootstrapFile(labels: readonly string[]): object {
  return { stats_config: { stats_tags: statsTags(labels) } };
}

/** The same for Istio's gateways, whose bootstrap istiod writes; pods read it when they start. */
export function envoyFilterFile(labels: readonly string[]): object {
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "metrics-stats-tags", namespace: "istio-system" },
    spec: {
      workloadSelector: { labels: { istio: "ingressgateway" } },
      priority: 10,
      configPatches: [{ applyTo: "BOOTSTRAP", patch: { operation: "MERGE", value: bootstrapFile(labels) } }],
    },
  };
}
