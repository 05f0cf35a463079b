// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, JsonValue, ParsedConfig, closeConfig, openConfig, readText } from "sluice/sdk/config";

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
  allow: Array<string> = new Array<string>();

  /** Paths that stay open, each with all paths below it, such as that of a health check. */
  allowPaths: Array<string> = new Array<string>();

  /** How many entries of `x-forwarded-for`, from the right, trusted proxies wrote, this Envoy included where it adds one: the last of them is the client. 0: the client is whom Envoy takes for it. */
  trustedHops: i32 = 0;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<MaintenanceConfig> {
    return closeConfig<MaintenanceConfig>(MaintenanceConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): MaintenanceConfig {
    const config = new MaintenanceConfig();
    const members = new ConfigMembers(value, MAINTENANCE_CONFIG_KEYS, 0, changetype<usize>(config));
    members.boolean(0, offsetof<MaintenanceConfig>("enabled"));
    members.text(1, offsetof<MaintenanceConfig>("message"), 1, 1024, null);
    members.int32(2, offsetof<MaintenanceConfig>("retryAfterSeconds"), 0, 604800);
    members.items(3, offsetof<MaintenanceConfig>("allow"), readItem, 0, -1);
    members.items(4, offsetof<MaintenanceConfig>("allowPaths"), readItem2, 0, -1);
    members.int32(5, offsetof<MaintenanceConfig>("trustedHops"), 0, 16);
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
