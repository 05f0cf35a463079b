// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, JsonValue, ParsedConfig, closeConfig, openConfig, readText } from "sluice/sdk/config";

const IP_RESTRICTION_CONFIG_KEYS: StaticArray<string> = ["allow", "deny", "trusted_hops", "shadow"];

/** Which clients pass, by their address. */
export class IpRestrictionConfig {
  /** CIDR blocks or addresses, of IPv4 and IPv6, whose clients pass; none: all. */
  allow: Array<string> = new Array<string>();

  /** Blocks whose clients do not pass, even where `allow` has them. */
  deny: Array<string> = new Array<string>();

  /** How many entries of `x-forwarded-for`, from the right, trusted proxies wrote, this Envoy included where it adds one: the last of them is the client. 0: the client is whom Envoy takes for it. */
  trustedHops: i32 = 0;

  /** Counts what it would refuse, and refuses nothing. */
  shadow: bool = false;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<IpRestrictionConfig> {
    return closeConfig<IpRestrictionConfig>(IpRestrictionConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): IpRestrictionConfig {
    const config = new IpRestrictionConfig();
    const members = new ConfigMembers(value, IP_RESTRICTION_CONFIG_KEYS, 0, changetype<usize>(config));
    members.items(0, offsetof<IpRestrictionConfig>("allow"), readItem, 0, 20000);
    members.items(1, offsetof<IpRestrictionConfig>("deny"), readItem, 0, 20000);
    members.int32(2, offsetof<IpRestrictionConfig>("trustedHops"), 0, 16);
    members.boolean(3, offsetof<IpRestrictionConfig>("shadow"));
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 0, -1, null);
}
