// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readText } from "sluice/sdk/config";

const REQUEST_ID_CONFIG_KEYS: StaticArray<string> = ["keep", "trusted", "trusted_hops", "header", "format", "echo", "trace_context", "sampled"];
const CHOICES: StaticArray<string> = ["all", "trusted", "none"];
const PATTERN: ConfigPattern = [changetype<usize>("^[!#$%&'*+.^_`|~0-9A-Za-z-]*$"), 0, 67071226, 3355443198, 1476395007, 6];
const CHOICES2: StaticArray<string> = ["uuid4", "uuid7"];

/** What identifies a request: its x-request-id and its W3C trace context. */
export class RequestIdConfig {
  /** Whose identifiers stay: those of all, of clients in `trusted`, or of none. Others are made anew. */
  keep: string = "all";

  /** CIDR blocks of the clients that are trusted. */
  trusted: Array<string> = new Array<string>();

  /** How many entries of `x-forwarded-for`, from the right, trusted proxies wrote, this Envoy included where it adds one: the last of them is the client. 0: the client is whom Envoy takes for it. */
  trustedHops: i32 = 0;

  /** The header with the request's identifier; empty: it is left alone. */
  header: string = "x-request-id";

  /** A new identifier is a UUID, random (`uuid4`) or in the order of time (`uuid7`). */
  format: string = "uuid4";

  /** Whether the response has the identifier, too. */
  echo: bool = true;

  /** Whether each request gets a valid `traceparent`. Not where Envoy's own tracing writes one. */
  traceContext: bool = true;

  /** Whether a new `traceparent` says that the trace is recorded. */
  sampled: bool = false;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<RequestIdConfig> {
    return closeConfig<RequestIdConfig>(RequestIdConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): RequestIdConfig {
    const config = new RequestIdConfig();
    const members = new ConfigMembers(value, REQUEST_ID_CONFIG_KEYS, 0, changetype<usize>(config));
    members.choice(0, offsetof<RequestIdConfig>("keep"), CHOICES);
    members.items(1, offsetof<RequestIdConfig>("trusted"), readItem, 0, -1);
    members.int32(2, offsetof<RequestIdConfig>("trustedHops"), 0, 16);
    members.text(3, offsetof<RequestIdConfig>("header"), 0, -1, PATTERN);
    members.choice(4, offsetof<RequestIdConfig>("format"), CHOICES2);
    members.boolean(5, offsetof<RequestIdConfig>("echo"));
    members.boolean(6, offsetof<RequestIdConfig>("traceContext"));
    members.boolean(7, offsetof<RequestIdConfig>("sampled"));
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 0, -1, null);
}
