// Generated from config.schema.json by sluice build. Do not edit.

/** A header's first value, or a text attribute of Envoy's, as it is when the stream is over. */
export interface CustomLabel {
  /** What it is called. */
  label: string;
  from: "request_header" | "response_header" | "attribute";
  /** The header, or the attribute: `connection.uri_san_peer_certificate`, `filter_state.wasm.user`; with `/` where a segment has dots, `metadata/filter_metadata/envoy.filters.http.jwt_authn/payload/sub`. */
  name: string;
  /** Those told apart; empty: the first `max_values` that come. */
  values?: string[];
}

/** What is counted, by which labels; `{}` or no configuration at all is the first five metrics. */
export interface MetricsConfig {
  /** The metrics that are on. */
  metrics?: ("requests_total" | "request_duration_ms" | "request_bytes" | "response_bytes" | "requests_in_flight" | "upstream_latency_ms" | "upstream_errors_total")[];
  /** Its labels. */
  requests_total?: string[];
  /** Its labels. */
  request_duration_ms?: string[];
  /** Its labels. */
  request_bytes?: string[];
  /** Its labels. */
  response_bytes?: string[];
  /** Its labels. */
  upstream_latency_ms?: string[];
  /** Its labels. */
  upstream_errors_total?: string[];
  /** Labels of your own, to be named in the lists above. */
  labels?: CustomLabel[];
  /** Stands before the names of the metrics, which Prometheus gets without Envoy's own: `gateway_` makes `gateway_requests_total`. */
  prefix?: string;
  /** What `host` tells apart, without case; empty: the first `max_values` that come. */
  hosts?: string[];
  /** Values of one label, in the whole process; the rest is `other`. */
  max_values?: number;
  /** Series of all metrics, in the whole process; the rest is `other`. */
  max_series?: number;
}
