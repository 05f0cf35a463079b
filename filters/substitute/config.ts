// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readChoice, readInteger, readTag, readText } from "sluice/sdk/config";

const SUBSTITUTION_TAGS: StaticArray<string> = ["request_header", "response_header", "path", "request_body", "response_body"];

const SUBSTITUTION1_KEYS: StaticArray<string> = ["in", "name", "pattern", "replacement", "to"];

const PATTERN = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [0, 67071226, 3355443198, 1476395007, 4]);

const SUBSTITUTION2_KEYS: StaticArray<string> = ["in", "pattern", "replacement"];

const SUBSTITUTION3_KEYS: StaticArray<string> = ["in", "content_types", "text", "pattern", "replacement"];

const PATTERN2 = new ConfigPattern("^[!#-'+.0-9A-Z^-z|~-]+[/][!#-'*+.0-9A-Z^-z|~-]+$", [0, 67070202, 3355443198, 1476395007, 4, 0, 32768, 0, 0, 0, 0, 67071226, 3355443198, 1476395007, 4]);

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
  contentTypes: Array<string> = [];

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
  const members = new ConfigMembers(value, SUBSTITUTION1_KEYS);
  if (members.require("name")) config.name = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
  if (members.require("pattern")) config.pattern = readText(members.value, 1, i32.MAX_VALUE);
  if (members.require("replacement")) config.replacement = readText(members.value);
  if (members.find("to")) config.to = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
  members.end();
}

function fillSubstitution2(value: JsonValue, config: Substitution): void {
  const members = new ConfigMembers(value, SUBSTITUTION2_KEYS);
  if (members.require("pattern")) config.pattern = readText(members.value, 1, i32.MAX_VALUE);
  if (members.require("replacement")) config.replacement = readText(members.value);
  members.end();
}

function fillSubstitution3(value: JsonValue, config: Substitution): void {
  const members = new ConfigMembers(value, SUBSTITUTION3_KEYS);
  if (members.require("content_types")) config.contentTypes = readItems(members.value);
  if (members.find("text")) config.text = readText(members.value);
  if (members.find("pattern")) config.pattern = readText(members.value);
  if (members.require("replacement")) config.replacement = readText(members.value);
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
    const members = new ConfigMembers(value, SUBSTITUTE_CONFIG_KEYS);
    if (members.require("substitutions")) config.substitutions = readItems2(members.value);
    if (members.find("max_body_bytes")) config.maxBodyBytes = <i32>readInteger(members.value, 1, 1048576);
    if (members.find("otherwise")) config.otherwise = readChoice(members.value, CHOICES);
    members.end();
    return config;
  }
}

function readItems(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value, 1, i32.MAX_VALUE);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN2));
  return list;
}

function readItems2(value: JsonValue): Array<Substitution> {
  const list: Array<Substitution> = [];
  const members = new ConfigItems(value, 1, 64);
  while (members.next()) list.push(Substitution.read(members.value));
  return list;
}
