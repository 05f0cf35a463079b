// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readChoice, readText } from "sluice/sdk/config";

const CUSTOM_LABEL_KEYS: StaticArray<string> = ["label", "from", "name", "values"];
const PATTERN: ConfigPattern = [changetype<usize>("^[a-z][a-z0-9_]*$"), 0, 0, 0, 134217726, 0, 0, 67043328, 2147483648, 134217726, 6];
const CHOICES: StaticArray<string> = ["request_header", "response_header", "attribute"];
const METRICS_CONFIG_KEYS: StaticArray<string> = ["metrics", "requests_total", "request_duration_ms", "request_bytes", "response_bytes", "upstream_latency_ms", "upstream_errors_total", "labels", "prefix", "hosts", "max_values", "max_series"];
const CHOICES2: StaticArray<string> = ["requests_total", "request_duration_ms", "request_bytes", "response_bytes", "requests_in_flight", "upstream_latency_ms", "upstream_errors_total"];
const PATTERN2: ConfigPattern = [changetype<usize>("^[a-z_]*$"), 0, 0, 2147483648, 134217726, 6];

/** A header's first value, or a text attribute of Envoy's, as it is when the stream is over. */
export class CustomLabel {
  /** What it is called. */
  label: string = "";

  from: string = "";

  /** The header, or the attribute: `connection.uri_san_peer_certificate`, `filter_state.wasm.user`; with `/` where a segment has dots, `metadata/filter_metadata/envoy.filters.http.jwt_authn/payload/sub`. */
  name: string = "";

  /** Those told apart; empty: the first `max_values` that come. */
  values: Array<string> = new Array<string>();

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): CustomLabel {
    const config = new CustomLabel();
    const members = new ConfigMembers(value, CUSTOM_LABEL_KEYS, 3, changetype<usize>(config));
    members.text(0, offsetof<CustomLabel>("label"), 0, -1, PATTERN);
    members.choice(1, offsetof<CustomLabel>("from"), CHOICES);
    members.text(2, offsetof<CustomLabel>("name"), 1, -1, null);
    members.items(3, offsetof<CustomLabel>("values"), readItem, 0, -1);
    members.end();
    return config;
  }
}

/** What is counted, by which labels; `{}` or no configuration at all is the first five metrics. */
export class MetricsConfig {
  /** The metrics that are on. */
  metrics: Array<string> = ["requests_total", "request_duration_ms", "request_bytes", "response_bytes", "requests_in_flight"];

  /** Its labels. */
  requestsTotal: Array<string> = ["method", "status_class"];

  /** Its labels. */
  requestDurationMs: Array<string> = new Array<string>();

  /** Its labels. */
  requestBytes: Array<string> = new Array<string>();

  /** Its labels. */
  responseBytes: Array<string> = new Array<string>();

  /** Its labels. */
  upstreamLatencyMs: Array<string> = ["cluster"];

  /** Its labels. */
  upstreamErrorsTotal: Array<string> = ["cluster", "response_flags"];

  /** Labels of your own, to be named in the lists above. */
  labels: Array<CustomLabel> = [];

  /** Stands before the names of the metrics, which Prometheus gets without Envoy's own: `gateway_` makes `gateway_requests_total`. */
  prefix: string = "";

  /** What `host` tells apart, without case; empty: the first `max_values` that come. */
  hosts: Array<string> = new Array<string>();

  /** Values of one label, in the whole process; the rest is `other`. */
  maxValues: i32 = 100;

  /** Series of all metrics, in the whole process; the rest is `other`. */
  maxSeries: i32 = 1000;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<MetricsConfig> {
    return closeConfig<MetricsConfig>(MetricsConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): MetricsConfig {
    const config = new MetricsConfig();
    const members = new ConfigMembers(value, METRICS_CONFIG_KEYS, 0, changetype<usize>(config));
    members.items(0, offsetof<MetricsConfig>("metrics"), readItem2, 0, -1);
    members.items(1, offsetof<MetricsConfig>("requestsTotal"), readItem3, 0, 8);
    members.items(2, offsetof<MetricsConfig>("requestDurationMs"), readItem3, 0, 8);
    members.items(3, offsetof<MetricsConfig>("requestBytes"), readItem3, 0, 8);
    members.items(4, offsetof<MetricsConfig>("responseBytes"), readItem3, 0, 8);
    members.items(5, offsetof<MetricsConfig>("upstreamLatencyMs"), readItem3, 0, 8);
    members.items(6, offsetof<MetricsConfig>("upstreamErrorsTotal"), readItem3, 0, 8);
    members.items(7, offsetof<MetricsConfig>("labels"), CustomLabel.read, 0, 8);
    members.text(8, offsetof<MetricsConfig>("prefix"), 0, -1, PATTERN2);
    members.items(9, offsetof<MetricsConfig>("hosts"), readItem, 0, -1);
    members.int32(10, offsetof<MetricsConfig>("maxValues"), 1, 1000);
    members.int32(11, offsetof<MetricsConfig>("maxSeries"), 1, 10000);
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 1, 128, null);
}

function readItem2(value: JsonValue): string {
  return readChoice(value, CHOICES2);
}

function readItem3(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN);
}
