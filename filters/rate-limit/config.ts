// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigEntries, ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readBoolean, readChoice, readInteger, readText } from "sluice/sdk/config";

const KEY_PART_KEYS: StaticArray<string> = ["from", "name"];

const CHOICES: StaticArray<string> = ["client_address", "path", "host", "method", "route", "header", "cookie", "query", "attribute"];

const RULE_KEYS: StaticArray<string> = ["name", "algorithm", "limit", "window_seconds", "burst", "key", "methods", "paths", "headers", "shadow", "max_keys"];

const PATTERN = new ConfigPattern("^[0-9A-Za-z_-]+$", [0, 67051520, 2281701374, 134217726, 4]);

const CHOICES2: StaticArray<string> = ["token_bucket", "sliding_window"];

const PATTERN2 = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [0, 67071226, 3355443198, 1476395007, 4]);

const RATE_LIMIT_CONFIG_KEYS: StaticArray<string> = ["rules", "trusted_hops", "ipv6_prefix", "response_headers", "on_error"];

const CHOICES3: StaticArray<string> = ["draft", "legacy", "both", "none"];

const CHOICES4: StaticArray<string> = ["allow", "deny"];

export class KeyPart {
  /** A client is told by its address; what is missing counts as empty. */
  from: string = "";

  /** Of the header, the cookie, the parameter of the query, or Envoy's attribute, such as `connection.uri_san_peer_certificate`. */
  name: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): KeyPart {
    const config = new KeyPart();
    const members = new ConfigMembers(value, KEY_PART_KEYS);
    if (members.require("from")) config.from = readChoice(members.value, CHOICES);
    if (members.find("name")) config.name = readText(members.value);
    members.end();
    return config;
  }
}

export class Rule {
  /** Names the rule in headers, counters and shared data; rules of one name in one `vm_id` share their counts. */
  name: string = "";

  /** `token_bucket` refills steadily, `sliding_window` forgets as the window slides; see below. */
  algorithm: string = "token_bucket";

  /** Requests a window. */
  limit: i32 = 0;

  /** The window. */
  windowSeconds: i32 = 0;

  /** Requests that a full token bucket lets pass at once; 0: as many as `limit`. */
  burst: i32 = 0;

  /** What is counted apart: each combination of these; none: all requests together. */
  key: Array<KeyPart> = [];

  /** Methods that the rule is for; none: all. */
  methods: Array<string> = [];

  /** Paths that the rule is for, each with all paths below it; none: all. */
  paths: Array<string> = [];

  /** Headers that a request must have for the rule to be for it, with their first value; an empty one stands for any. */
  headers: Map<string, string> = new Map<string, string>();

  /** Counts what it would refuse, and refuses nothing. */
  shadow: bool = false;

  /** Keys that are counted apart at one time; in what is left of it, new ones share. */
  maxKeys: i32 = 8192;

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Rule {
    const config = new Rule();
    const members = new ConfigMembers(value, RULE_KEYS);
    if (members.require("name")) config.name = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
    if (members.find("algorithm")) config.algorithm = readChoice(members.value, CHOICES2);
    if (members.require("limit")) config.limit = <i32>readInteger(members.value, 1, 1000000000);
    if (members.require("window_seconds")) config.windowSeconds = <i32>readInteger(members.value, 1, 2678400);
    if (members.find("burst")) config.burst = <i32>readInteger(members.value, 0, 1000000000);
    if (members.find("key")) config.key = readItems(members.value);
    if (members.find("methods")) config.methods = readItems2(members.value);
    if (members.find("paths")) config.paths = readItems3(members.value);
    if (members.find("headers")) config.headers = readEntries(members.value);
    if (members.find("shadow")) config.shadow = readBoolean(members.value);
    if (members.find("max_keys")) config.maxKeys = <i32>readInteger(members.value, 8, 1048576);
    members.end();
    return config;
  }
}

/** How many requests pass, by rules: a request passes when every rule that it matches lets it. */
export class RateLimitConfig {
  /** Asked in order; the first that refuses answers the client, and those before it have counted the request. */
  rules: Array<Rule> = [];

  /** How many entries of `x-forwarded-for`, from the right, trusted proxies wrote, this Envoy included where it adds one: the last of them is the client. 0: the client is whom Envoy takes for it. */
  trustedHops: i32 = 0;

  /** Bits of an IPv6 address that make one client: whoever has a /64 has 2^64 addresses. */
  ipv6Prefix: i32 = 64;

  /** `draft`: `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers-10; `legacy`: `X-RateLimit-Limit`, `-Remaining`, `-Reset`, the last in seconds from now. */
  responseHeaders: string = "draft";

  /** What becomes of a request that can't be counted. */
  onError: string = "allow";

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<RateLimitConfig> {
    return closeConfig<RateLimitConfig>(RateLimitConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): RateLimitConfig {
    const config = new RateLimitConfig();
    const members = new ConfigMembers(value, RATE_LIMIT_CONFIG_KEYS);
    if (members.require("rules")) config.rules = readItems4(members.value);
    if (members.find("trusted_hops")) config.trustedHops = <i32>readInteger(members.value, 0, 16);
    if (members.find("ipv6_prefix")) config.ipv6Prefix = <i32>readInteger(members.value, 16, 128);
    if (members.find("response_headers")) config.responseHeaders = readChoice(members.value, CHOICES3);
    if (members.find("on_error")) config.onError = readChoice(members.value, CHOICES4);
    members.end();
    return config;
  }
}

function readItems(value: JsonValue): Array<KeyPart> {
  const list: Array<KeyPart> = [];
  const members = new ConfigItems(value, 0, 8);
  while (members.next()) list.push(KeyPart.read(members.value));
  return list;
}

function readItems2(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN2));
  return list;
}

function readItems3(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 1, i32.MAX_VALUE));
  return list;
}

function readEntries(value: JsonValue): Map<string, string> {
  const list = new Map<string, string>();
  const members = new ConfigEntries(value);
  while (members.next()) list.set(members.name, readText(members.value));
  return list;
}

function readItems4(value: JsonValue): Array<Rule> {
  const list: Array<Rule> = [];
  const members = new ConfigItems(value, 1, 64);
  while (members.next()) list.push(Rule.read(members.value));
  return list;
}
