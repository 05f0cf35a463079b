// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readBoolean, readInteger, readSecret, readTag, readText } from "sluice/sdk/config";

const SERVICE_TAGS: StaticArray<string> = ["http", "opa"];

const SERVICE1_KEYS: StaticArray<string> = ["type", "cluster", "timeout_ms", "allowed_headers", "path_prefix", "allowed_upstream_headers", "allowed_client_headers", "allowed_client_headers_on_success"];

const PATTERN = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [0, 67071226, 3355443198, 1476395007, 4]);

const PATTERN2 = new ConfigPattern("^[!-\\[\\]-~]*$", [0, 4294967294, 4026531839, 2147483647, 6]);

const SERVICE2_KEYS: StaticArray<string> = ["type", "cluster", "timeout_ms", "allowed_headers", "decision"];

const PATTERN3 = new ConfigPattern("^[0-9A-Za-z_.~%/-]+$", [0, 67100704, 2281701374, 1207959550, 4]);

const ADDED_HEADER_KEYS: StaticArray<string> = ["name", "value"];

const PATTERN4 = new ConfigPattern("^[ -~]*$", [0, 4294967295, 4294967295, 2147483647, 6]);

const UNCHECKED_RULE_KEYS: StaticArray<string> = ["prefix", "exact", "methods"];

const REQUEST_BODY_KEYS: StaticArray<string> = ["max_request_bytes", "allow_partial_message"];

const CACHE_BOUNDS_KEYS: StaticArray<string> = ["seconds", "max_entries"];

const EXT_AUTHZ_CONFIG_KEYS: StaticArray<string> = ["service", "headers_to_add", "unchecked", "with_request_body", "cache", "failure_mode_allow", "failure_mode_allow_header_add", "status_on_error"];

/** Who decides. */
export class Service {
  /** One of http, opa: says which of the other fields count. */
  type: string = "";

  /** Envoy's cluster of the service. */
  cluster: string = "";

  /** How long the service may take. */
  timeoutMs: i32 = 1000;

  /** `http`: headers of the request that it is sent, beside `authorization`. `opa`: those in the input; empty: all. A `*` at the end stands for any rest. */
  allowedHeaders: Array<string> = [];

  /** Stands before the request's path. */
  pathPrefix: string = "";

  /** Headers of a 200 for the upstream. What a client sends under these names is removed, from every request. */
  allowedUpstreamHeaders: Array<string> = [];

  /** Headers of any other answer for the client, beside `location` and `www-authenticate`. Empty: all. */
  allowedClientHeaders: Array<string> = [];

  /** Headers of a 200 that the response gets. */
  allowedClientHeadersOnSuccess: Array<string> = [];

  /** The path of the decision, below `/v1/data/`. */
  decision: string = "envoy/authz/allow";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Service {
    const config = new Service();
    config.type = readTag(value, "type", SERVICE_TAGS);
    if (config.type == "http") fillService1(value, config);
    if (config.type == "opa") fillService2(value, config);
    return config;
  }
}

function fillService1(value: JsonValue, config: Service): void {
  const members = new ConfigMembers(value, SERVICE1_KEYS);
  if (members.require("cluster")) config.cluster = readText(members.value, 1, i32.MAX_VALUE);
  if (members.find("timeout_ms")) config.timeoutMs = <i32>readInteger(members.value, 1, 60000);
  if (members.find("allowed_headers")) config.allowedHeaders = readItems(members.value);
  if (members.find("path_prefix")) config.pathPrefix = readText(members.value, 0, i32.MAX_VALUE, PATTERN2);
  if (members.find("allowed_upstream_headers")) config.allowedUpstreamHeaders = readItems(members.value);
  if (members.find("allowed_client_headers")) config.allowedClientHeaders = readItems(members.value);
  if (members.find("allowed_client_headers_on_success")) config.allowedClientHeadersOnSuccess = readItems(members.value);
  members.end();
}

function fillService2(value: JsonValue, config: Service): void {
  const members = new ConfigMembers(value, SERVICE2_KEYS);
  if (members.require("cluster")) config.cluster = readText(members.value, 1, i32.MAX_VALUE);
  if (members.find("timeout_ms")) config.timeoutMs = <i32>readInteger(members.value, 1, 60000);
  if (members.find("allowed_headers")) config.allowedHeaders = readItems(members.value);
  if (members.find("decision")) config.decision = readText(members.value, 0, i32.MAX_VALUE, PATTERN3);
  members.end();
}

export class AddedHeader {
  name: string = "";

  /** May be a secret: `{"env": "NAME"}`. */
  value: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): AddedHeader {
    const config = new AddedHeader();
    const members = new ConfigMembers(value, ADDED_HEADER_KEYS);
    if (members.require("name")) config.name = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
    if (members.require("value")) config.value = readSecret(members.value, 0, i32.MAX_VALUE, PATTERN4);
    members.end();
    return config;
  }
}

/** All that it names must hold. */
export class UncheckedRule {
  /** The path, with all paths below it. */
  prefix: string | null = null;

  /** The whole path. */
  exact: string | null = null;

  /** Empty: all. */
  methods: Array<string> = [];

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): UncheckedRule {
    const config = new UncheckedRule();
    const members = new ConfigMembers(value, UNCHECKED_RULE_KEYS);
    if (members.find("prefix")) config.prefix = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("exact")) config.exact = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("methods")) config.methods = readItems2(members.value);
    members.end();
    return config;
  }
}

export class RequestBody {
  /** The most that is kept and sent. At most Envoy's own limit, 1 MiB by default. */
  maxRequestBytes: i32 = 0;

  /** Sends the beginning of a larger body with `x-envoy-auth-partial-body: true`. Without it, a larger one is 413. */
  allowPartialMessage: bool = false;

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): RequestBody {
    const config = new RequestBody();
    const members = new ConfigMembers(value, REQUEST_BODY_KEYS);
    if (members.require("max_request_bytes")) config.maxRequestBytes = <i32>readInteger(members.value, 1, 1048576);
    if (members.find("allow_partial_message")) config.allowPartialMessage = readBoolean(members.value);
    members.end();
    return config;
  }
}

export class CacheBounds {
  /** How long a decision holds. */
  seconds: i32 = 0;

  /** How many are remembered, on each worker. */
  maxEntries: i32 = 256;

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): CacheBounds {
    const config = new CacheBounds();
    const members = new ConfigMembers(value, CACHE_BOUNDS_KEYS);
    if (members.require("seconds")) config.seconds = <i32>readInteger(members.value, 1, 3600);
    if (members.find("max_entries")) config.maxEntries = <i32>readInteger(members.value, 1, 1024);
    members.end();
    return config;
  }
}

/** Which service decides about requests, what it is told, and what becomes of its answer. */
export class ExtAuthzConfig {
  /** Who decides. */
  service: Service = new Service();

  /** Headers of the check request, in place of the client's own of these names. */
  headersToAdd: Array<AddedHeader> = [];

  /** Requests that need no check: those that match one of these. */
  unchecked: Array<UncheckedRule> = [];

  /** Tells the service the body, too; the plugin then needs `allow_on_headers_stop_iteration`. Absent: no body. */
  withRequestBody: RequestBody | null = null;

  /** Remembers who was let pass. Absent: every request is checked. */
  cache: CacheBounds | null = null;

  /** Lets requests pass where the service can't be reached, takes too long, or answers 5xx. */
  failureModeAllow: bool = false;

  /** Tells the upstream of it by `x-envoy-auth-failure-mode-allowed: true`. */
  failureModeAllowHeaderAdd: bool = false;

  /** What a client gets then without `failure_mode_allow`. */
  statusOnError: i32 = 403;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<ExtAuthzConfig> {
    return closeConfig<ExtAuthzConfig>(ExtAuthzConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): ExtAuthzConfig {
    const config = new ExtAuthzConfig();
    const members = new ConfigMembers(value, EXT_AUTHZ_CONFIG_KEYS);
    if (members.require("service")) config.service = Service.read(members.value);
    if (members.find("headers_to_add")) config.headersToAdd = readItems3(members.value);
    if (members.find("unchecked")) config.unchecked = readItems4(members.value);
    if (members.find("with_request_body")) config.withRequestBody = RequestBody.read(members.value);
    if (members.find("cache")) config.cache = CacheBounds.read(members.value);
    if (members.find("failure_mode_allow")) config.failureModeAllow = readBoolean(members.value);
    if (members.find("failure_mode_allow_header_add")) config.failureModeAllowHeaderAdd = readBoolean(members.value);
    if (members.find("status_on_error")) config.statusOnError = <i32>readInteger(members.value, 400, 599);
    members.end();
    return config;
  }
}

function readItems(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value, 0, 64);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN));
  return list;
}

function readItems2(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 1, i32.MAX_VALUE));
  return list;
}

function readItems3(value: JsonValue): Array<AddedHeader> {
  const list: Array<AddedHeader> = [];
  const members = new ConfigItems(value, 0, 32);
  while (members.next()) list.push(AddedHeader.read(members.value));
  return list;
}

function readItems4(value: JsonValue): Array<UncheckedRule> {
  const list: Array<UncheckedRule> = [];
  const members = new ConfigItems(value, 0, 256);
  while (members.next()) list.push(UncheckedRule.read(members.value));
  return list;
}
