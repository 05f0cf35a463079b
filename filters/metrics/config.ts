// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, JsonValue, ParsedConfig, closeConfig, openConfig } from "sluice/sdk/config";

const METRICS_CONFIG_KEYS: StaticArray<string> = [];

/** There is nothing to configure yet: `{}` or no configuration at all. */
export class MetricsConfig {
  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<MetricsConfig> {
    return closeConfig<MetricsConfig>(MetricsConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): MetricsConfig {
    const config = new MetricsConfig();
    const members = new ConfigMembers(value, METRICS_CONFIG_KEYS);
    members.end();
    return config;
  }
}
