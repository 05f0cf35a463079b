// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, JsonValue, ParsedConfig, closeConfig, openConfig, readBoolean, readInteger, readText } from "sluice/sdk/config";

const MAINTENANCE_CONFIG_KEYS: StaticArray<string> = ["enabled", "message", "retry_after_seconds", "allow", "allow_paths", "trusted_hops"];

/** A switch that closes the gateway to all but some. */
export class MaintenanceConfig {
  /** Whether the gateway is closed. */
  enabled: bool = true;

  /** What clients are told, in a sentence. */
  message: string = "Down for maintenance";

  /** When clients may try again; 0: they are not told. */
  retryAfterSeconds: i32 = 0;

  /** CIDR blocks or addresses whose clients pass. */
  allow: Array<string> = [];

  /** Paths that stay open, each with all paths below it, such as that of a health check. */
  allowPaths: Array<string> = [];

  /** How many entries of `x-forwarded-for`, from the right, trusted proxies wrote, this Envoy included where it adds one: the last of them is the client. 0: the client is whom Envoy takes for it. */
  trustedHops: i32 = 0;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<MaintenanceConfig> {
    return closeConfig<MaintenanceConfig>(MaintenanceConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): MaintenanceConfig {
    const config = new MaintenanceConfig();
    const members = new ConfigMembers(value, MAINTENANCE_CONFIG_KEYS);
    if (members.find("enabled")) config.enabled = readBoolean(members.value);
    if (members.find("message")) config.message = readText(members.value, 1, 1024);
    if (members.find("retry_after_seconds")) config.retryAfterSeconds = <i32>readInteger(members.value, 0, 604800);
    if (members.find("allow")) config.allow = readItems(members.value);
    if (members.find("allow_paths")) config.allowPaths = readItems2(members.value);
    if (members.find("trusted_hops")) config.trustedHops = <i32>readInteger(members.value, 0, 16);
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
