// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigEntries, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, TextMap, closeConfig, openConfig, readText } from "sluice/sdk/config";

const CACHE_RULE_KEYS: StaticArray<string> = ["methods", "paths", "prefix", "exact", "template", "headers", "status", "content_types", "cache_control", "cdn_cache_control", "surrogate_control", "replace", "with_authorization", "with_set_cookie", "vary", "replace_vary", "remove_age"];
const PATTERN: ConfigPattern = [changetype<usize>("^[A-Z-]+$"), 0, 8192, 134217726, 0, 4];
const PATTERN2: ConfigPattern = [changetype<usize>("^[1-5][0-9x][0-9x]$"), 0, 4063232, 0, 0, 0, 0, 67043328, 0, 16777216, 0, 0, 67043328, 0, 16777216, 0];
const PATTERN3: ConfigPattern = [changetype<usize>("^[!#-'+.0-9A-Z^-z|~-]+[/][!#-'*+.0-9A-Z^-z|~-]+$"), 0, 67070202, 3355443198, 1476395007, 4, 0, 32768, 0, 0, 0, 0, 67071226, 3355443198, 1476395007, 4];
const PATTERN4: ConfigPattern = [changetype<usize>("^[ -~]+$"), 0, 4294967295, 4294967295, 2147483647, 4];
const CHOICES: StaticArray<string> = ["never", "unless_private", "always"];
const PATTERN5: ConfigPattern = [changetype<usize>("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), 0, 67071226, 3355443198, 1476395007, 4];
const CACHE_HEADERS_CONFIG_KEYS: StaticArray<string> = ["rules"];

export class CacheRule {
  /** One of these, in capital letters. Empty: any. */
  methods: Array<string> = ["GET", "HEAD"];

  /** The path, or one that it lies below, by whole segments, is one of these. Empty: any. */
  paths: Array<string> = new Array<string>();

  /** The path, or one that it lies below, by whole segments. */
  prefix: string | null = null;

  /** The path. */
  exact: string | null = null;

  /** The path with places: `/users/{id}/**`. */
  template: string | null = null;

  /** Headers, each with the value of one of its lines at least; `*` is any. */
  headers: TextMap<string> = new TextMap<string>();

  /** For responses with one of them: `404`, `5xx`; `[]`: all. */
  status: Array<string> = ["2xx", "304"];

  /** For responses of one of them; `text/*` is all that begin so. None: all. */
  contentTypes: Array<string> = new Array<string>();

  /** `Cache-Control`, of directives of RFC 9111, 5861 and 8246. `Expires`, `Pragma` and what the upstream says to CDNs go then. */
  cacheControl: string | null = null;

  /** `CDN-Cache-Control` (RFC 9213), which CDNs obey in the place of `Cache-Control`; the same directives. */
  cdnCacheControl: string | null = null;

  /** `Surrogate-Control`: `max-age`, `stale-while-revalidate`, `stale-if-error`, `no-store`, `no-store-remote`, `content="…"`. */
  surrogateControl: string | null = null;

  /** Whether what the upstream says of caching is replaced: `never`; not where it has `private` or `no-store`, unless the rule has `no-store`; `always`. */
  replace: string = "unless_private";

  /** Lets shared caches store responses to requests with `Authorization`, or with any credentials that `auth` found good; else they get `no-store`. */
  withAuthorization: bool = false;

  /** Lets shared caches store responses with `Set-Cookie`; else they get `no-store`. */
  withSetCookie: bool = false;

  /** Header fields of the request that the response depends on: added to `Vary`. `*`: on all. */
  vary: Array<string> = new Array<string>();

  /** Puts them in the place of the upstream's `Vary`, whatever it says. */
  replaceVary: bool = false;

  /** Takes `Age` away: caches count from when they got the response, not from when it was made. */
  removeAge: bool = false;

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): CacheRule {
    const config = new CacheRule();
    const members = new ConfigMembers(value, CACHE_RULE_KEYS, 0, changetype<usize>(config));
    members.items(0, offsetof<CacheRule>("methods"), readItem, 0, -1);
    members.items(1, offsetof<CacheRule>("paths"), readItem2, 0, 64);
    members.text(2, offsetof<CacheRule>("prefix"), 1, -1, null);
    members.text(3, offsetof<CacheRule>("exact"), 1, -1, null);
    members.text(4, offsetof<CacheRule>("template"), 1, -1, null);
    if (members.find(5)) config.headers = readEntries(members.value);
    members.items(6, offsetof<CacheRule>("status"), readItem3, 0, -1);
    members.items(7, offsetof<CacheRule>("contentTypes"), readItem4, 0, 64);
    members.text(8, offsetof<CacheRule>("cacheControl"), 0, 256, PATTERN4);
    members.text(9, offsetof<CacheRule>("cdnCacheControl"), 0, 256, PATTERN4);
    members.text(10, offsetof<CacheRule>("surrogateControl"), 0, 256, PATTERN4);
    members.choice(11, offsetof<CacheRule>("replace"), CHOICES);
    members.boolean(12, offsetof<CacheRule>("withAuthorization"));
    members.boolean(13, offsetof<CacheRule>("withSetCookie"));
    members.items(14, offsetof<CacheRule>("vary"), readItem5, 0, 16);
    members.boolean(15, offsetof<CacheRule>("replaceVary"));
    members.boolean(16, offsetof<CacheRule>("removeAge"));
    members.end();
    return config;
  }
}

/** Rules in order; the first that is for a request and its response counts. */
export class CacheHeadersConfig {
  rules: Array<CacheRule> = [];

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<CacheHeadersConfig> {
    return closeConfig<CacheHeadersConfig>(CacheHeadersConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): CacheHeadersConfig {
    const config = new CacheHeadersConfig();
    const members = new ConfigMembers(value, CACHE_HEADERS_CONFIG_KEYS, 1, changetype<usize>(config));
    members.items(0, offsetof<CacheHeadersConfig>("rules"), CacheRule.read, 1, 64);
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN);
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

function readItem3(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN2);
}

function readItem4(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN3);
}

function readItem5(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN5);
}
