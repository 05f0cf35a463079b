// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readBoolean, readChoice, readInteger, readText } from "sluice/sdk/config";

const REQUEST_ID_CONFIG_KEYS: StaticArray<string> = ["keep", "trusted", "trusted_hops", "header", "format", "echo", "trace_context", "sampled"];

const CHOICES: StaticArray<string> = ["all", "trusted", "none"];

const PATTERN = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]*$", [0, 67071226, 3355443198, 1476395007, 6]);

const CHOICES2: StaticArray<string> = ["uuid4", "uuid7"];

/** What identifies a request: its x-request-id and its W3C trace context. */
export class RequestIdConfig {
  /** Whose identifiers stay: those of all, of clients in `trusted`, or of none. Others are made anew. */
  keep: string = "all";

  /** CIDR blocks of the clients that are trusted. */
  trusted: Array<string> = [];

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
    const members = new ConfigMembers(value, REQUEST_ID_CONFIG_KEYS);
    if (members.find("keep")) config.keep = readChoice(members.value, CHOICES);
    if (members.find("trusted")) config.trusted = readItems(members.value);
    if (members.find("trusted_hops")) config.trustedHops = <i32>readInteger(members.value, 0, 16);
    if (members.find("header")) config.header = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
    if (members.find("format")) config.format = readChoice(members.value, CHOICES2);
    if (members.find("echo")) config.echo = readBoolean(members.value);
    if (members.find("trace_context")) config.traceContext = readBoolean(members.value);
    if (members.find("sampled")) config.sampled = readBoolean(members.value);
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
