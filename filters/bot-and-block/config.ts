// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigEntries, ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readBoolean, readChoice, readInteger, readText } from "sluice/sdk/config";

const BLOCK_RULE_KEYS: StaticArray<string> = ["name", "action", "methods", "user_agents", "paths", "queries", "headers", "bodies", "addresses", "case_sensitive"];

const PATTERN = new ConfigPattern("^[0-9A-Za-z_.-]+$", [0, 67067904, 2281701374, 134217726, 4]);

const CHOICES: StaticArray<string> = ["allow", "block", "tag", "log"];

const BOT_AND_BLOCK_CONFIG_KEYS: StaticArray<string> = ["rules", "presets", "preset_action", "status", "tag_header", "max_body_bytes", "unread_body", "trusted_hops"];

const CHOICES2: StaticArray<string> = ["ai-crawlers", "ai-assistants", "seo-crawlers", "scanners", "http-libraries"];

const CHOICES3: StaticArray<string> = ["block", "tag", "log"];

const PATTERN2 = new ConfigPattern("^[a-z][0-9a-z-]*$", [0, 0, 0, 134217726, 0, 0, 67051520, 0, 134217726, 6]);

const CHOICES4: StaticArray<string> = ["refuse", "pass"];

/** All of its conditions must hold; of a list of patterns one is enough. */
export class BlockRule {
  /** In counters and logs. */
  name: string = "";

  /** `allow` and `block` end the search; `tag` and `log` do not. */
  action: string = "block";

  methods: Array<string> = [];

  /** Patterns; a request without the header has an empty one. */
  userAgents: Array<string> = [];

  /** Patterns, against every reading of the path. */
  paths: Array<string> = [];

  /** Patterns, against the query as it is and decoded. */
  queries: Array<string> = [];

  /** Header to pattern: one of its values matches. */
  headers: Map<string, string> = new Map<string, string>();

  /** Patterns, against the body as it is and decoded. Only for `block` and `log`. */
  bodies: Array<string> = [];

  /** CIDR blocks or addresses of clients. */
  addresses: Array<string> = [];

  /** Whether patterns are. */
  caseSensitive: bool = false;

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): BlockRule {
    const config = new BlockRule();
    const members = new ConfigMembers(value, BLOCK_RULE_KEYS);
    if (members.require("name")) config.name = readText(members.value, 0, 64, PATTERN);
    if (members.find("action")) config.action = readChoice(members.value, CHOICES);
    if (members.find("methods")) config.methods = readItems(members.value);
    if (members.find("user_agents")) config.userAgents = readItems2(members.value);
    if (members.find("paths")) config.paths = readItems2(members.value);
    if (members.find("queries")) config.queries = readItems2(members.value);
    if (members.find("headers")) config.headers = readEntries(members.value);
    if (members.find("bodies")) config.bodies = readItems2(members.value);
    if (members.find("addresses")) config.addresses = readItems3(members.value);
    if (members.find("case_sensitive")) config.caseSensitive = readBoolean(members.value);
    members.end();
    return config;
  }
}

/** Rules and presets; at least one of them. */
export class BotAndBlockConfig {
  /** Those that allow are looked at first, then the others in order, then the presets. */
  rules: Array<BlockRule> = [];

  /** Known user agents, each list under its name: see the README. */
  presets: Array<string> = [];

  /** What becomes of the requests of the presets. */
  presetAction: string = "block";

  /** Of the answer to who is blocked. */
  status: i32 = 403;

  /** Gets the names of the rules that tag, for the upstream. What a client wrote there is taken away. */
  tagHeader: string = "x-bot";

  /** How much of a body is waited for, where a rule has `bodies`. */
  maxBodyBytes: i32 = 65536;

  /** What becomes of a body that is larger, or encoded, where a rule has `bodies`. */
  unreadBody: string = "refuse";

  /** Where `addresses` finds the client: see `ip-restriction`. */
  trustedHops: i32 = 0;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<BotAndBlockConfig> {
    return closeConfig<BotAndBlockConfig>(BotAndBlockConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): BotAndBlockConfig {
    const config = new BotAndBlockConfig();
    const members = new ConfigMembers(value, BOT_AND_BLOCK_CONFIG_KEYS);
    if (members.find("rules")) config.rules = readItems4(members.value);
    if (members.find("presets")) config.presets = readItems5(members.value);
    if (members.find("preset_action")) config.presetAction = readChoice(members.value, CHOICES3);
    if (members.find("status")) config.status = <i32>readInteger(members.value, 400, 599);
    if (members.find("tag_header")) config.tagHeader = readText(members.value, 0, i32.MAX_VALUE, PATTERN2);
    if (members.find("max_body_bytes")) config.maxBodyBytes = <i32>readInteger(members.value, 1, 1048576);
    if (members.find("unread_body")) config.unreadBody = readChoice(members.value, CHOICES4);
    if (members.find("trusted_hops")) config.trustedHops = <i32>readInteger(members.value, 0, 16);
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

function readEntries(value: JsonValue): Map<string, string> {
  const list = new Map<string, string>();
  const members = new ConfigEntries(value);
  while (members.next()) list.set(members.name, readText(members.value));
  return list;
}

function readItems3(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value, 0, 20000);
  while (members.next()) list.push(readText(members.value));
  return list;
}

function readItems4(value: JsonValue): Array<BlockRule> {
  const list: Array<BlockRule> = [];
  const members = new ConfigItems(value, 0, 128);
  while (members.next()) list.push(BlockRule.read(members.value));
  return list;
}

function readItems5(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readChoice(members.value, CHOICES2));
  return list;
}
