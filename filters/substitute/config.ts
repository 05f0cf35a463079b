// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readTag, readText } from "sluice/sdk/config";

const SUBSTITUTION_TAGS: StaticArray<string> = ["request_header", "response_header", "path", "request_body", "response_body"];
const SUBSTITUTION1_KEYS: StaticArray<string> = ["name", "pattern", "replacement", "in", "to"];
const PATTERN: ConfigPattern = [changetype<usize>("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), 0, 67071226, 3355443198, 1476395007, 4];
const SUBSTITUTION2_KEYS: StaticArray<string> = ["pattern", "replacement", "in"];
const SUBSTITUTION3_KEYS: StaticArray<string> = ["content_types", "replacement", "in", "text", "pattern"];
const PATTERN2: ConfigPattern = [changetype<usize>("^[!#-'+.0-9A-Z^-z|~-]+[/][!#-'*+.0-9A-Z^-z|~-]+$"), 0, 67070202, 3355443198, 1476395007, 4, 0, 32768, 0, 0, 0, 0, 67071226, 3355443198, 1476395007, 4];
const SUBSTITUTE_CONFIG_KEYS: StaticArray<string> = ["substitutions", "max_body_bytes", "otherwise"];
const CHOICES: StaticArray<string> = ["pass", "refuse"];

export class Substitution {
  /** One of request_header, response_header, path, request_body, response_body: says which of the other fields count. */
  in: string = "";

  name: string = "";

  pattern: string = "";

  replacement: string = "";

  to: string | null = null;

  /** `text/html`; `text/*`. */
  contentTypes: Array<string> = new Array<string>();

  text: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Substitution {
    const config = new Substitution();
    config.in = readTag(value, "in", SUBSTITUTION_TAGS);
    if (config.in == "request_header" || config.in == "response_header") fillSubstitution1(value, config);
    if (config.in == "path") fillSubstitution2(value, config);
    if (config.in == "request_body" || config.in == "response_body") fillSubstitution3(value, config);
    return config;
  }
}

function fillSubstitution1(value: JsonValue, config: Substitution): void {
  const members = new ConfigMembers(value, SUBSTITUTION1_KEYS, 3, changetype<usize>(config));
  members.text(0, offsetof<Substitution>("name"), 0, -1, PATTERN);
  members.text(1, offsetof<Substitution>("pattern"), 1, -1, null);
  members.text(2, offsetof<Substitution>("replacement"), 0, -1, null);
  members.text(4, offsetof<Substitution>("to"), 0, -1, PATTERN);
  members.end();
}

function fillSubstitution2(value: JsonValue, config: Substitution): void {
  const members = new ConfigMembers(value, SUBSTITUTION2_KEYS, 2, changetype<usize>(config));
  members.text(0, offsetof<Substitution>("pattern"), 1, -1, null);
  members.text(1, offsetof<Substitution>("replacement"), 0, -1, null);
  members.end();
}

function fillSubstitution3(value: JsonValue, config: Substitution): void {
  const members = new ConfigMembers(value, SUBSTITUTION3_KEYS, 2, changetype<usize>(config));
  members.items(0, offsetof<Substitution>("contentTypes"), readItem, 1, -1);
  members.text(3, offsetof<Substitution>("text"), 0, -1, null);
  members.text(4, offsetof<Substitution>("pattern"), 0, -1, null);
  members.text(1, offsetof<Substitution>("replacement"), 0, -1, null);
  members.end();
}

/** Substitutions, carried out in order. */
export class SubstituteConfig {
  substitutions: Array<Substitution> = [];

  /** How much of a body is waited for. */
  maxBodyBytes: i32 = 65536;

  /** What becomes of a body that is larger, encoded, or not UTF-8. */
  otherwise: string = "pass";

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<SubstituteConfig> {
    return closeConfig<SubstituteConfig>(SubstituteConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): SubstituteConfig {
    const config = new SubstituteConfig();
    const members = new ConfigMembers(value, SUBSTITUTE_CONFIG_KEYS, 1, changetype<usize>(config));
    members.items(0, offsetof<SubstituteConfig>("substitutions"), Substitution.read, 1, 64);
    members.int32(1, offsetof<SubstituteConfig>("maxBodyBytes"), 1, 1048576);
    members.choice(2, offsetof<SubstituteConfig>("otherwise"), CHOICES);
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN2);
}
