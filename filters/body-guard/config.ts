// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readBoolean, readInteger, readText } from "sluice/sdk/config";

const BODY_RULE_KEYS: StaticArray<string> = ["name", "methods", "paths", "content_types", "required", "max_bytes", "max_depth", "max_members", "max_items", "max_string_length", "schema", "shadow"];

const PATTERN = new ConfigPattern("^[0-9A-Za-z_.-]+$", [0, 67067904, 2281701374, 134217726, 4]);

const PATTERN2 = new ConfigPattern("^[!#-'+.0-9A-Z^-z|~-]+[/][!#-'*+.0-9A-Z^-z|~-]+$", [0, 67070202, 3355443198, 1476395007, 4, 0, 32768, 0, 0, 0, 0, 67071226, 3355443198, 1476395007, 4]);

const BODY_GUARD_CONFIG_KEYS: StaticArray<string> = ["rules"];

export class BodyRule {
  /** In counters and logs. */
  name: string = "";

  /** For requests with one of them; none: all. */
  methods: Array<string> = [];

  /** For requests to one of these paths or below, in plain form; none: all. */
  paths: Array<string> = [];

  /** Those that a body may have; `text/*` is all that begin so. `[]`: any. */
  contentTypes: Array<string> = ["application/json"];

  /** Refuses a request without a body. */
  required: bool = false;

  /** Of the body. */
  maxBytes: i32 = 65536;

  /** Arrays and objects inside each other. */
  maxDepth: i32 = 64;

  /** Of one object. */
  maxMembers: i32 = 1048576;

  /** Of one array. */
  maxItems: i32 = 1048576;

  /** Of one string or name, in characters. */
  maxStringLength: i32 = 1048576;

  /** A JSON Schema 2020-12 as JSON text, of the keywords that the README lists; empty: none. */
  schema: string = "";

  /** Counts what it would refuse, and refuses nothing. */
  shadow: bool = false;

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): BodyRule {
    const config = new BodyRule();
    const members = new ConfigMembers(value, BODY_RULE_KEYS);
    if (members.require("name")) config.name = readText(members.value, 0, 64, PATTERN);
    if (members.find("methods")) config.methods = readItems(members.value);
    if (members.find("paths")) config.paths = readItems2(members.value);
    if (members.find("content_types")) config.contentTypes = readItems3(members.value);
    if (members.find("required")) config.required = readBoolean(members.value);
    if (members.find("max_bytes")) config.maxBytes = <i32>readInteger(members.value, 1, 1048576);
    if (members.find("max_depth")) config.maxDepth = <i32>readInteger(members.value, 0, 64);
    if (members.find("max_members")) config.maxMembers = <i32>readInteger(members.value, 0, 1048576);
    if (members.find("max_items")) config.maxItems = <i32>readInteger(members.value, 0, 1048576);
    if (members.find("max_string_length")) config.maxStringLength = <i32>readInteger(members.value, 0, 1048576);
    if (members.find("schema")) config.schema = readText(members.value);
    if (members.find("shadow")) config.shadow = readBoolean(members.value);
    members.end();
    return config;
  }
}

/** Rules in order; the first that is for a request counts. */
export class BodyGuardConfig {
  rules: Array<BodyRule> = [];

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<BodyGuardConfig> {
    return closeConfig<BodyGuardConfig>(BodyGuardConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): BodyGuardConfig {
    const config = new BodyGuardConfig();
    const members = new ConfigMembers(value, BODY_GUARD_CONFIG_KEYS);
    if (members.require("rules")) config.rules = readItems4(members.value);
    members.end();
    return config;
  }
}

function readItems(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 1, i32.MAX_VALUE));
  return list;
}

function readItems2(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value, 0, 64);
  while (members.next()) list.push(readText(members.value, 1, i32.MAX_VALUE));
  return list;
}

function readItems3(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN2));
  return list;
}

function readItems4(value: JsonValue): Array<BodyRule> {
  const list: Array<BodyRule> = [];
  const members = new ConfigItems(value, 1, 64);
  while (members.next()) list.push(BodyRule.read(members.value));
  return list;
}
