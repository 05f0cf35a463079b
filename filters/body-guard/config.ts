// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigEntries, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, TextMap, closeConfig, openConfig, readText } from "sluice/sdk/config";

const BODY_RULE_KEYS: StaticArray<string> = ["name", "methods", "paths", "prefix", "exact", "template", "headers", "content_types", "required", "max_body_bytes", "max_depth", "max_members", "max_items", "max_string_length", "schema", "shadow"];
const PATTERN: ConfigPattern = [changetype<usize>("^[0-9A-Za-z_.-]+$"), 0, 67067904, 2281701374, 134217726, 4];
const PATTERN2: ConfigPattern = [changetype<usize>("^[A-Z-]+$"), 0, 8192, 134217726, 0, 4];
const PATTERN3: ConfigPattern = [changetype<usize>("^[!#-'+.0-9A-Z^-z|~-]+[/][!#-'*+.0-9A-Z^-z|~-]+$"), 0, 67070202, 3355443198, 1476395007, 4, 0, 32768, 0, 0, 0, 0, 67071226, 3355443198, 1476395007, 4];
const BODY_GUARD_CONFIG_KEYS: StaticArray<string> = ["rules"];

export class BodyRule {
  /** In counters and logs. */
  name: string = "";

  /** One of these, in capital letters. Empty: any. */
  methods: Array<string> = new Array<string>();

  /** The path, or one that it lies below, by whole segments, is one of these. Empty: any. */
  paths: Array<string> = new Array<string>();

  /** The path, or one that it lies below, by whole segments. */
  prefix: string | null = null;

  /** The path. */
  exact: string | null = null;

  /** The path with places: `/users/{id}/**`. */
  template: string | null = null;

  /** Headers, each with the value of one of its lines at least; `*` is any. */
  headers: TextMap<string> = new TextMap<string>();

  /** Those that a body may have; `text/*` is all that begin so. `[]`: any. */
  contentTypes: Array<string> = ["application/json"];

  /** Refuses a request without a body. */
  required: bool = false;

  /** Of the body. */
  maxBodyBytes: i32 = 65536;

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
    const members = new ConfigMembers(value, BODY_RULE_KEYS, 1, changetype<usize>(config));
    members.text(0, offsetof<BodyRule>("name"), 0, 64, PATTERN);
    members.items(1, offsetof<BodyRule>("methods"), readItem, 0, -1);
    members.items(2, offsetof<BodyRule>("paths"), readItem2, 0, 64);
    members.text(3, offsetof<BodyRule>("prefix"), 1, -1, null);
    members.text(4, offsetof<BodyRule>("exact"), 1, -1, null);
    members.text(5, offsetof<BodyRule>("template"), 1, -1, null);
    if (members.find(6)) config.headers = readEntries(members.value);
    members.items(7, offsetof<BodyRule>("contentTypes"), readItem3, 0, -1);
    members.boolean(8, offsetof<BodyRule>("required"));
    members.int32(9, offsetof<BodyRule>("maxBodyBytes"), 1, 1048576);
    members.int32(10, offsetof<BodyRule>("maxDepth"), 0, 64);
    members.int32(11, offsetof<BodyRule>("maxMembers"), 0, 1048576);
    members.int32(12, offsetof<BodyRule>("maxItems"), 0, 1048576);
    members.int32(13, offsetof<BodyRule>("maxStringLength"), 0, 1048576);
    members.text(14, offsetof<BodyRule>("schema"), 0, -1, null);
    members.boolean(15, offsetof<BodyRule>("shadow"));
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
    const members = new ConfigMembers(value, BODY_GUARD_CONFIG_KEYS, 1, changetype<usize>(config));
    members.items(0, offsetof<BodyGuardConfig>("rules"), BodyRule.read, 1, 64);
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN2);
}

function readItem2(value: JsonValue): string {
  return readText(value, 1, -1, null);
}

function readEntries(value: JsonValue): TextMap<string> {
  const list = new TextMap<string>();
  const members = new ConfigEntries(value);
  while (members.next()) list.set(members.name, readText(members.value, 0, -1, null));
  return list;
}

function readItem3(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN3);
}
