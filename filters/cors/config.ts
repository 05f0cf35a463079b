// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readBoolean, readInteger, readText } from "sluice/sdk/config";

const CORS_CONFIG_KEYS: StaticArray<string> = ["allow_origins", "allow_origin_patterns", "allow_methods", "allow_headers", "expose_headers", "allow_credentials", "max_age_seconds", "allow_private_network"];

const PATTERN = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [0, 67071226, 3355443198, 1476395007, 4]);

/** Which pages of other origins may read what the gateway serves. */
export class CorsConfig {
  /** Origins as browsers write them, `https://app.example.com`; `https://*.example.com` for all hosts below it, `*` for every origin, `null` for pages without one. */
  allowOrigins: Array<string> = [];

  /** Regular expressions, each for a whole origin. */
  allowOriginPatterns: Array<string> = [];

  /** Methods that a preflight allows; `*`: the one that it asks for. */
  allowMethods: Array<string> = ["GET", "HEAD", "POST"];

  /** Request headers that a preflight allows; `*`: those that it asks for. */
  allowHeaders: Array<string> = [];

  /** Response headers that a page may read. */
  exposeHeaders: Array<string> = [];

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
    const members = new ConfigMembers(value, CORS_CONFIG_KEYS);
    if (members.find("allow_origins")) config.allowOrigins = readItems(members.value);
    if (members.find("allow_origin_patterns")) config.allowOriginPatterns = readItems2(members.value);
    if (members.find("allow_methods")) config.allowMethods = readItems3(members.value);
    if (members.find("allow_headers")) config.allowHeaders = readItems3(members.value);
    if (members.find("expose_headers")) config.exposeHeaders = readItems3(members.value);
    if (members.find("allow_credentials")) config.allowCredentials = readBoolean(members.value);
    if (members.find("max_age_seconds")) config.maxAgeSeconds = <i32>readInteger(members.value, 0, 86400);
    if (members.find("allow_private_network")) config.allowPrivateNetwork = readBoolean(members.value);
    members.end();
    return config;
  }
}

function readItems(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value));
  return list;
}

function readItems2(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 1, i32.MAX_VALUE));
  return list;
}

function readItems3(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN));
  return list;
}
