// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigEntries, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, TextMap, closeConfig, openConfig, readTag, readText } from "sluice/sdk/config";

const SERVICE_TAGS: StaticArray<string> = ["http", "opa"];
const SERVICE1_KEYS: StaticArray<string> = ["cluster", "type", "timeout_ms", "allowed_headers", "disallowed_headers", "path_prefix", "path_override", "allowed_upstream_headers", "allowed_client_headers", "allowed_client_headers_on_success"];
const PATTERN: ConfigPattern = [changetype<usize>("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), 0, 67071226, 3355443198, 1476395007, 4];
const PATTERN2: ConfigPattern = [changetype<usize>("^[!-\\[\\]-~]*$"), 0, 4294967294, 4026531839, 2147483647, 6];
const SERVICE2_KEYS: StaticArray<string> = ["cluster", "type", "timeout_ms", "allowed_headers", "disallowed_headers", "decision", "context_extensions"];
const PATTERN3: ConfigPattern = [changetype<usize>("^[0-9A-Za-z_.~%/-]+$"), 0, 67100704, 2281701374, 1207959550, 4];
const ADDED_HEADER_KEYS: StaticArray<string> = ["name", "value"];
const PATTERN4: ConfigPattern = [changetype<usize>("^[ -~]*$"), 0, 4294967295, 4294967295, 2147483647, 6];
const UNCHECKED_RULE_KEYS: StaticArray<string> = ["prefix", "exact", "template", "headers", "methods"];
const PATTERN5: ConfigPattern = [changetype<usize>("^[A-Z-]+$"), 0, 8192, 134217726, 0, 4];
const REQUEST_BODY_KEYS: StaticArray<string> = ["max_request_bytes", "allow_partial_message"];
const CACHE_BOUNDS_KEYS: StaticArray<string> = ["seconds", "max_entries"];
const EXT_AUTHZ_CONFIG_KEYS: StaticArray<string> = ["service", "headers_to_add", "unchecked", "with_request_body", "cache", "failure_mode_allow", "failure_mode_allow_header_add", "status_on_error"];

/** Who decides. */
export class Service {
  /** One of http, opa: says which of the other fields count. */
  type: string = "";

  /** Envoy's cluster of the service; in Istio `outbound|80||authz.default.svc.cluster.local`. */
  cluster: string = "";

  /** How long the service may take. */
  timeoutMs: i32 = 1000;

  /** `http`: headers of the request that it is sent, beside `authorization`. `opa`: those in the input; empty: all. A `*` at the end stands for any rest. */
  allowedHeaders: Array<string> = new Array<string>();

  /** Headers of the request that the service is never told, whatever else lists them: also `authorization`. A `*` at the end stands for any rest. */
  disallowedHeaders: Array<string> = new Array<string>();

  /** Stands before the request's path. */
  pathPrefix: string = "";

  /** Is asked for in place of the request's path, by every check. Not together with `path_prefix`. */
  pathOverride: string = "";

  /** Headers of a 200 for the upstream. What a client sends under these names is removed, from every request. */
  allowedUpstreamHeaders: Array<string> = new Array<string>();

  /** Headers of any other answer for the client, beside `location` and `www-authenticate`. Empty: all. */
  allowedClientHeaders: Array<string> = new Array<string>();

  /** Headers of a 200 that the response gets. */
  allowedClientHeadersOnSuccess: Array<string> = new Array<string>();

  /** The path of the decision, below `/v1/data/`. */
  decision: string = "envoy/authz/allow";

  /** Stands in the input as `attributes.contextExtensions`: what the policy is to know about this gateway. */
  contextExtensions: TextMap<string> = new TextMap<string>();

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
  const members = new ConfigMembers(value, SERVICE1_KEYS, 1, changetype<usize>(config));
  members.text(0, offsetof<Service>("cluster"), 1, -1, null);
  members.int32(2, offsetof<Service>("timeoutMs"), 1, 60000);
  members.items(3, offsetof<Service>("allowedHeaders"), readItem, 0, 64);
  members.items(4, offsetof<Service>("disallowedHeaders"), readItem, 0, 64);
  members.text(5, offsetof<Service>("pathPrefix"), 0, -1, PATTERN2);
  members.text(6, offsetof<Service>("pathOverride"), 0, -1, PATTERN2);
  members.items(7, offsetof<Service>("allowedUpstreamHeaders"), readItem, 0, 64);
  members.items(8, offsetof<Service>("allowedClientHeaders"), readItem, 0, 64);
  members.items(9, offsetof<Service>("allowedClientHeadersOnSuccess"), readItem, 0, 64);
  members.end();
}

function fillService2(value: JsonValue, config: Service): void {
  const members = new ConfigMembers(value, SERVICE2_KEYS, 1, changetype<usize>(config));
  members.text(0, offsetof<Service>("cluster"), 1, -1, null);
  members.int32(2, offsetof<Service>("timeoutMs"), 1, 60000);
  members.items(3, offsetof<Service>("allowedHeaders"), readItem, 0, 64);
  members.items(4, offsetof<Service>("disallowedHeaders"), readItem, 0, 64);
  members.text(5, offsetof<Service>("decision"), 0, -1, PATTERN3);
  if (members.find(6)) config.contextExtensions = readEntries(members.value);
  members.end();
}

export class AddedHeader {
  name: string = "";

  /** May be a secret: `{"env": "NAME"}`. */
  value: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): AddedHeader {
    const config = new AddedHeader();
    const members = new ConfigMembers(value, ADDED_HEADER_KEYS, 2, changetype<usize>(config));
    members.text(0, offsetof<AddedHeader>("name"), 0, -1, PATTERN);
    members.secret(1, offsetof<AddedHeader>("value"), 0, -1, PATTERN4);
    members.end();
    return config;
  }
}

/** All that it names must hold. */
export class UncheckedRule {
  /** The path, or one that it lies below, by whole segments. */
  prefix: string | null = null;

  /** The path. */
  exact: string | null = null;

  /** The path with places: `/users/{id}/**`. */
  template: string | null = null;

  /** Headers, each with the value of one of its lines at least; `*` is any. */
  headers: TextMap<string> = new TextMap<string>();

  /** One of these, in capital letters. Empty: any. */
  methods: Array<string> = new Array<string>();

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): UncheckedRule {
    const config = new UncheckedRule();
    const members = new ConfigMembers(value, UNCHECKED_RULE_KEYS, 0, changetype<usize>(config));
    members.text(0, offsetof<UncheckedRule>("prefix"), 1, -1, null);
    members.text(1, offsetof<UncheckedRule>("exact"), 1, -1, null);
    members.text(2, offsetof<UncheckedRule>("template"), 1, -1, null);
    if (members.find(3)) config.headers = readEntries(members.value);
    members.items(4, offsetof<UncheckedRule>("methods"), readItem2, 0, -1);
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
    const members = new ConfigMembers(value, REQUEST_BODY_KEYS, 1, changetype<usize>(config));
    members.int32(0, offsetof<RequestBody>("maxRequestBytes"), 1, 1048576);
    members.boolean(1, offsetof<RequestBody>("allowPartialMessage"));
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
    const members = new ConfigMembers(value, CACHE_BOUNDS_KEYS, 1, changetype<usize>(config));
    members.int32(0, offsetof<CacheBounds>("seconds"), 1, 3600);
    members.int32(1, offsetof<CacheBounds>("maxEntries"), 1, 1024);
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
    const members = new ConfigMembers(value, EXT_AUTHZ_CONFIG_KEYS, 1, changetype<usize>(config));
    members.nested(0, offsetof<ExtAuthzConfig>("service"), Service.read);
    members.items(1, offsetof<ExtAuthzConfig>("headersToAdd"), AddedHeader.read, 0, 32);
    members.items(2, offsetof<ExtAuthzConfig>("unchecked"), UncheckedRule.read, 0, 256);
    members.nested(3, offsetof<ExtAuthzConfig>("withRequestBody"), RequestBody.read);
    members.nested(4, offsetof<ExtAuthzConfig>("cache"), CacheBounds.read);
    members.boolean(5, offsetof<ExtAuthzConfig>("failureModeAllow"));
    members.boolean(6, offsetof<ExtAuthzConfig>("failureModeAllowHeaderAdd"));
    members.int32(7, offsetof<ExtAuthzConfig>("statusOnError"), 400, 599);
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN);
}

function readEntries(value: JsonValue): TextMap<string> {
  const list = new TextMap<string>();
  const members = new ConfigEntries(value);
  while (members.next()) list.set(members.name, readText(members.value, 0, -1, null));
  return list;
}

function readItem2(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN5);
}
