// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readNumber, readText } from "sluice/sdk/config";

const VARIANT_KEYS: StaticArray<string> = ["name", "weight", "value"];
const PATTERN: ConfigPattern = [changetype<usize>("^[0-9A-Za-z_.-]+$"), 0, 67067904, 2281701374, 134217726, 4];
const PATTERN2: ConfigPattern = [changetype<usize>("^[!-~]+$"), 0, 4294967294, 4294967295, 2147483647, 4];
const CANARY_CONFIG_KEYS: StaticArray<string> = ["variants", "header", "sticky", "sticky_header", "cookie", "cookie_max_age_seconds", "cookie_secure", "override_header", "seed", "paths", "trusted_hops"];
const PATTERN3: ConfigPattern = [changetype<usize>("^[a-z][0-9a-z-]*$"), 0, 0, 0, 134217726, 0, 0, 67051520, 0, 134217726, 6];
const CHOICES: StaticArray<string> = ["none", "cookie", "header", "client_address"];
const PATTERN4: ConfigPattern = [changetype<usize>("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), 0, 67071226, 3355443198, 1476395007, 4];

export class Variant {
  /** In the cookie, the override and counters. */
  name: string = "";

  /** In percent, in steps of 0.01. All weights together are 100. */
  weight: f64 = 0;

  /** What `header` gets, such as the name of a cluster; none: the name. */
  value: string | null = null;

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Variant {
    const config = new Variant();
    const members = new ConfigMembers(value, VARIANT_KEYS, 2, changetype<usize>(config));
    members.text(0, offsetof<Variant>("name"), 0, 64, PATTERN);
    if (members.find(1)) config.weight = readNumber(members.value, 0, 100);
    members.text(2, offsetof<Variant>("value"), 0, 256, PATTERN2);
    members.end();
    return config;
  }
}

export class CanaryConfig {
  variants: Array<Variant> = [];

  /** Gets the variant, for routes to match on. What a client wrote there is taken away. */
  header: string = "x-variant";

  /** What keeps a client with its variant. */
  sticky: string = "none";

  /** With `header`: whose value it is, such as the identifier of a user. */
  stickyHeader: string = "x-user-id";

  /** With `cookie`: its name. */
  cookie: string = "variant";

  /** 0: until the browser ends. */
  cookieMaxAgeSeconds: i32 = 86400;

  /** Sent over HTTPS only. */
  cookieSecure: bool = true;

  /** A request that names a variant there gets it, for testers. None: no one may. */
  overrideHeader: string | null = null;

  /** Makes this draw another than that of other experiments over the same clients. */
  seed: string = "";

  /** Who gets a variant: the path, or one that it lies below, by whole segments, is one of these. Empty: any. */
  paths: Array<string> = new Array<string>();

  /** Where `client_address` finds the client: see `ip-restriction`. */
  trustedHops: i32 = 0;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<CanaryConfig> {
    return closeConfig<CanaryConfig>(CanaryConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): CanaryConfig {
    const config = new CanaryConfig();
    const members = new ConfigMembers(value, CANARY_CONFIG_KEYS, 1, changetype<usize>(config));
    members.items(0, offsetof<CanaryConfig>("variants"), Variant.read, 1, 32);
    members.text(1, offsetof<CanaryConfig>("header"), 0, -1, PATTERN3);
    members.choice(2, offsetof<CanaryConfig>("sticky"), CHOICES);
    members.text(3, offsetof<CanaryConfig>("stickyHeader"), 0, -1, PATTERN4);
    members.text(4, offsetof<CanaryConfig>("cookie"), 0, -1, PATTERN4);
    members.int32(5, offsetof<CanaryConfig>("cookieMaxAgeSeconds"), 0, 34560000);
    members.boolean(6, offsetof<CanaryConfig>("cookieSecure"));
    members.text(7, offsetof<CanaryConfig>("overrideHeader"), 0, -1, PATTERN4);
    members.text(8, offsetof<CanaryConfig>("seed"), 0, 128, null);
    members.items(9, offsetof<CanaryConfig>("paths"), readItem, 0, 64);
    members.int32(10, offsetof<CanaryConfig>("trustedHops"), 0, 16);
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 1, -1, null);
}
