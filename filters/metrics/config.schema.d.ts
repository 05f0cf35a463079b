// Generated from config.schema.json by sluice build. Do not edit.

export type CustomLabel =
  /** The first value of a header, as it is when the stream is over. */
  | {
      label: string;
      from: "request_header" | "response_header";
      header: string;
      /** Those told apart; empty: the first `max_values`. */
      values?: string[];
    }
  /** A text attribute of Envoy's, such as a claim that `jwt_authn` has put into the metadata. */
  | {
      label: string;
      from: "attribute";
      /** Its segments. */
      path: string[];
      /** Those told apart; empty: the first `max_values`. */
      values?: string[];
    };

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
  /** What `host` tells apart, in lower case; empty: the first `max_values` that come. */
  hosts?: string[];
  /** Values of one label, in the whole process; the rest is `other`. */
  max_values?: number;
  /** Series of all metrics, in the whole process; the rest is `other`. */
  max_series?: number;
}
