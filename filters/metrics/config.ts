// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readChoice, readInteger, readText } from "sluice/sdk/config";

const CUSTOM_LABEL_KEYS: StaticArray<string> = ["label", "from", "name", "values"];

const PATTERN = new ConfigPattern("^[a-z][a-z0-9_]*$", [0, 0, 0, 134217726, 0, 0, 67043328, 2147483648, 134217726, 6]);

const CHOICES: StaticArray<string> = ["request_header", "response_header", "attribute"];

const METRICS_CONFIG_KEYS: StaticArray<string> = ["metrics", "requests_total", "request_duration_ms", "request_bytes", "response_bytes", "upstream_latency_ms", "upstream_errors_total", "labels", "hosts", "max_values", "max_series"];

const CHOICES2: StaticArray<string> = ["requests_total", "request_duration_ms", "request_bytes", "response_bytes", "requests_in_flight", "upstream_latency_ms", "upstream_errors_total"];

/** A header's first value, or a text attribute of Envoy's, as it is when the stream is over. */
export class CustomLabel {
  /** What it is called. */
  label: string = "";

  from: string = "";

  /** The header, or the path of the attribute, with `/` between its segments. */
  name: string = "";

  /** Those told apart; empty: the first `max_values` that come. */
  values: Array<string> = [];

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): CustomLabel {
    const config = new CustomLabel();
    const members = new ConfigMembers(value, CUSTOM_LABEL_KEYS);
    if (members.require("label")) config.label = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
    if (members.require("from")) config.from = readChoice(members.value, CHOICES);
    if (members.require("name")) config.name = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("values")) config.values = readItems(members.value);
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
  requestDurationMs: Array<string> = [];

  /** Its labels. */
  requestBytes: Array<string> = [];

  /** Its labels. */
  responseBytes: Array<string> = [];

  /** Its labels. */
  upstreamLatencyMs: Array<string> = ["cluster"];

  /** Its labels. */
  upstreamErrorsTotal: Array<string> = ["cluster", "response_flags"];

  /** Labels of your own, to be named in the lists above. */
  labels: Array<CustomLabel> = [];

  /** What `host` tells apart, in lower case; empty: the first `max_values` that come. */
  hosts: Array<string> = [];

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
    const members = new ConfigMembers(value, METRICS_CONFIG_KEYS);
    if (members.find("metrics")) config.metrics = readItems2(members.value);
    if (members.find("requests_total")) config.requestsTotal = readItems3(members.value);
    if (members.find("request_duration_ms")) config.requestDurationMs = readItems3(members.value);
    if (members.find("request_bytes")) config.requestBytes = readItems3(members.value);
    if (members.find("response_bytes")) config.responseBytes = readItems3(members.value);
    if (members.find("upstream_latency_ms")) config.upstreamLatencyMs = readItems3(members.value);
    if (members.find("upstream_errors_total")) config.upstreamErrorsTotal = readItems3(members.value);
    if (members.find("labels")) config.labels = readItems4(members.value);
    if (members.find("hosts")) config.hosts = readItems(members.value);
    if (members.find("max_values")) config.maxValues = <i32>readInteger(members.value, 1, 1000);
    if (members.find("max_series")) config.maxSeries = <i32>readInteger(members.value, 1, 10000);
    members.end();
    return config;
  }
}

function readItems(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 1, 128));
  return list;
}

function readItems2(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readChoice(members.value, CHOICES2));
  return list;
}

function readItems3(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value, 0, 8);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN));
  return list;
}

function readItems4(value: JsonValue): Array<CustomLabel> {
  const list: Array<CustomLabel> = [];
  const members = new ConfigItems(value, 0, 8);
  while (members.next()) list.push(CustomLabel.read(members.value));
  return list;
}
