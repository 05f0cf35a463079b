// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigEntries, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, TextMap, closeConfig, openConfig, readText } from "sluice/sdk/config";

const KEY_PART_KEYS: StaticArray<string> = ["from", "name"];
const CHOICES: StaticArray<string> = ["client_address", "path", "host", "method", "route", "header", "cookie", "query", "attribute"];
const RULE_KEYS: StaticArray<string> = ["name", "limit", "window_seconds", "algorithm", "burst", "key", "methods", "paths", "prefix", "exact", "template", "headers", "shadow", "max_keys"];
const PATTERN: ConfigPattern = [changetype<usize>("^[0-9A-Za-z_-]+$"), 0, 67051520, 2281701374, 134217726, 4];
const CHOICES2: StaticArray<string> = ["token_bucket", "sliding_window"];
const PATTERN2: ConfigPattern = [changetype<usize>("^[A-Z-]+$"), 0, 8192, 134217726, 0, 4];
const RATE_LIMIT_CONFIG_KEYS: StaticArray<string> = ["rules", "trusted_hops", "ipv6_prefix", "response_headers", "on_error"];
const CHOICES3: StaticArray<string> = ["draft", "legacy", "both", "none"];
const CHOICES4: StaticArray<string> = ["allow", "deny"];

export class KeyPart {
  /** A client is told by its address. So is a request that lacks what is named here: it shares with nobody who has another. */
  from: string = "";

  /** Of the header, the cookie, the parameter of the query, or Envoy's attribute: `connection.uri_san_peer_certificate`, `filter_state.wasm.user`; with `/` where a segment has dots, `metadata/filter_metadata/envoy.filters.http.jwt_authn/payload/sub`. */
  name: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): KeyPart {
    const config = new KeyPart();
    const members = new ConfigMembers(value, KEY_PART_KEYS, 1, changetype<usize>(config));
    members.choice(0, offsetof<KeyPart>("from"), CHOICES);
    members.text(1, offsetof<KeyPart>("name"), 0, -1, null);
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

  /** One of these, in capital letters. Empty: any. */
  methods: Array<string> = new Array<string>();

  /** The path, or one that it lies below, by whole segments, is one of these. Empty: any. */
  paths: Array<string> = new Array<string>();

  /** The path, or one that it lies below, by whole segments. */
  prefix: string | null = null;

  /** The path. */
  exact: string | null = null;

  /** The path with places: `/users/{id}/**`. */
  template: string | null = null;

  /** Headers, each with the value of one of its lines at least; `*` is any. An empty value says the same. */
  headers: TextMap<string> = new TextMap<string>();

  /** Counts what it would refuse, and refuses nothing. */
  shadow: bool = false;

  /** Keys that are counted apart at one time; in what is left of it, new ones share. */
  maxKeys: i32 = 8192;

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Rule {
    const config = new Rule();
    const members = new ConfigMembers(value, RULE_KEYS, 3, changetype<usize>(config));
    members.text(0, offsetof<Rule>("name"), 0, -1, PATTERN);
    members.choice(3, offsetof<Rule>("algorithm"), CHOICES2);
    members.int32(1, offsetof<Rule>("limit"), 1, 1000000000);
    members.int32(2, offsetof<Rule>("windowSeconds"), 1, 2678400);
    members.int32(4, offsetof<Rule>("burst"), 0, 1000000000);
    members.items(5, offsetof<Rule>("key"), KeyPart.read, 0, 8);
    members.items(6, offsetof<Rule>("methods"), readItem, 0, -1);
    members.items(7, offsetof<Rule>("paths"), readItem2, 0, -1);
    members.text(8, offsetof<Rule>("prefix"), 1, -1, null);
    members.text(9, offsetof<Rule>("exact"), 1, -1, null);
    members.text(10, offsetof<Rule>("template"), 1, -1, null);
    if (members.find(11)) config.headers = readEntries(members.value);
    members.boolean(12, offsetof<Rule>("shadow"));
    members.int32(13, offsetof<Rule>("maxKeys"), 8, 1048576);
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
    const members = new ConfigMembers(value, RATE_LIMIT_CONFIG_KEYS, 1, changetype<usize>(config));
    members.items(0, offsetof<RateLimitConfig>("rules"), Rule.read, 1, 64);
    members.int32(1, offsetof<RateLimitConfig>("trustedHops"), 0, 16);
    members.int32(2, offsetof<RateLimitConfig>("ipv6Prefix"), 16, 128);
    members.choice(3, offsetof<RateLimitConfig>("responseHeaders"), CHOICES3);
    members.choice(4, offsetof<RateLimitConfig>("onError"), CHOICES4);
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN2);
}

function readItem2(value: JsonValue): string {
  return readText(value, 1, -1, null);
}

function readEntries(value: JsonValue): TextMap<string> {
  const list = new TextMap<string>();
  const members = new ConfigEntries(value);
  while (members.next()) list.set(members.name, readText(members.value, 0, -1, null));
  return list;
}
