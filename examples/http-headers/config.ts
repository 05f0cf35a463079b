// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig } from "sluice/sdk/config";

const HTTP_HEADERS_CONFIG_KEYS: StaticArray<string> = ["name", "value"];
const PATTERN: ConfigPattern = [changetype<usize>("^[a-z0-9-]+$"), 0, 67051520, 0, 134217726, 4];

export class HttpHeadersConfig {
  /** Name of the header, in lower case. */
  name: string = "";

  /** Its value. */
  value: string = "";

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<HttpHeadersConfig> {
    return closeConfig<HttpHeadersConfig>(HttpHeadersConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): HttpHeadersConfig {
    const config = new HttpHeadersConfig();
    const members = new ConfigMembers(value, HTTP_HEADERS_CONFIG_KEYS, 2, changetype<usize>(config));
    members.text(0, offsetof<HttpHeadersConfig>("name"), 0, -1, PATTERN);
    members.text(1, offsetof<HttpHeadersConfig>("value"), 1, -1, null);
    members.end();
    return config;
  }
}
