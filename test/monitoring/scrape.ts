import { named } from "./names.js";

/** What the filter's metrics are called, in Prometheus' words. */
export const METRICS = [
  "requests_total",
  "request_duration_ms",
  "request_bytes",
  "response_bytes",
  "requests_in_flight",
  "upstream_latency_ms",
  "upstream_errors_total",
].map(named);

/** What is kept of a scrape: our metrics, and the three series that each histogram has. */
export const KEPT = `(${METRICS.join("|")})(_bucket|_sum|_count)?`;

const path = "/stats/prometheus";

/** Prometheus' scrape configuration: Envoys by address, and the gateways of Istio by their port. */
export const scrapeFile = {
  scrape_configs: [
    {
      job_name: "envoy",
      metrics_path: path,
      // Envoy writes only what matches: its own statistics are thousands.
      params: { filter: ["^wasmcustom\\."] },
      static_configs: [{ targets: ["127.0.0.1:9901"] }],
    },
    {
      job_name: "istio-gateways",
      metrics_path: path,
      kubernetes_sd_configs: [{ role: "pod" }],
      relabel_configs: [
        { source_labels: ["__meta_kubernetes_pod_container_port_name"], action: "keep", regex: ".*-envoy-prom" },
        { source_labels: ["__meta_kubernetes_pod_label_istio"], action: "keep", regex: ".*gateway" },
        { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
        { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
      ],
      metric_relabel_configs: [{ source_labels: ["__name__"], action: "keep", regex: KEPT }],
    },
  ],
};
