// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readText } from "sluice/sdk/config";

const CORS_CONFIG_KEYS: StaticArray<string> = ["allow_origins", "allow_origin_patterns", "allow_methods", "allow_headers", "expose_headers", "allow_credentials", "max_age_seconds", "allow_private_network"];
const PATTERN: ConfigPattern = [changetype<usize>("^[*A-Z-]+$"), 0, 9216, 134217726, 0, 4];
const PATTERN2: ConfigPattern = [changetype<usize>("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), 0, 67071226, 3355443198, 1476395007, 4];

/** Which pages of other origins may read what the gateway serves. */
export class CorsConfig {
  /** Origins as browsers write them, `https://app.example.com`; `https://*.example.com` for all hosts below it, `*` for every origin, `null` for pages without one. */
  allowOrigins: Array<string> = new Array<string>();

  /** Regular expressions, each for a whole origin. */
  allowOriginPatterns: Array<string> = new Array<string>();

  /** Methods that a preflight allows, in capitals; `*`: the one that it asks for. */
  allowMethods: Array<string> = ["GET", "HEAD", "POST"];

  /** Request headers that a preflight allows; `*`: those that it asks for. */
  allowHeaders: Array<string> = new Array<string>();

  /** Response headers that a page may read. */
  exposeHeaders: Array<string> = new Array<string>();

  /** Whether a page may read answers to requests with cookies; not with `*` or `null` among the origins. */
  allowCredentials: bool = false;

  /** How long a browser may keep what a preflight allowed; browsers have limits of their own. */
  maxAgeSeconds: i32 = 600;

  /** Whether pages of public networks may ask for this private one. */
  allowPrivateNetwork: bool = false;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<CorsConfig> {
    return closeConfig<CorsConfig>(CorsConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): CorsConfig {
    const config = new CorsConfig();
    const members = new ConfigMembers(value, CORS_CONFIG_KEYS, 0, changetype<usize>(config));
    members.items(0, offsetof<CorsConfig>("allowOrigins"), readItem, 0, -1);
    members.items(1, offsetof<CorsConfig>("allowOriginPatterns"), readItem2, 0, -1);
    members.items(2, offsetof<CorsConfig>("allowMethods"), readItem3, 0, -1);
    members.items(3, offsetof<CorsConfig>("allowHeaders"), readItem4, 0, -1);
    members.items(4, offsetof<CorsConfig>("exposeHeaders"), readItem4, 0, -1);
    members.boolean(5, offsetof<CorsConfig>("allowCredentials"));
    members.int32(6, offsetof<CorsConfig>("maxAgeSeconds"), 0, 86400);
    members.boolean(7, offsetof<CorsConfig>("allowPrivateNetwork"));
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 0, -1, null);
}

function readItem2(value: JsonValue): string {
  return readText(value, 1, -1, null);
}

function readItem3(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN);
}

function readItem4(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN2);
}
