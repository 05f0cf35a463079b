// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigEntries, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, TextMap, closeConfig, openConfig, readChoice, readText } from "sluice/sdk/config";

const BLOCK_RULE_KEYS: StaticArray<string> = ["name", "action", "methods", "user_agents", "path_patterns", "queries", "headers", "bodies", "addresses", "case_sensitive"];
const PATTERN: ConfigPattern = [changetype<usize>("^[0-9A-Za-z_.-]+$"), 0, 67067904, 2281701374, 134217726, 4];
const CHOICES: StaticArray<string> = ["allow", "block", "tag", "log"];
const PATTERN2: ConfigPattern = [changetype<usize>("^[A-Z-]+$"), 0, 8192, 134217726, 0, 4];
const BOT_AND_BLOCK_CONFIG_KEYS: StaticArray<string> = ["rules", "presets", "preset_action", "status", "tag_header", "max_body_bytes", "unread_body", "trusted_hops"];
const CHOICES2: StaticArray<string> = ["ai-crawlers", "ai-assistants", "seo-crawlers", "scanners", "http-libraries"];
const CHOICES3: StaticArray<string> = ["block", "tag", "log"];
const PATTERN3: ConfigPattern = [changetype<usize>("^[a-z][0-9a-z-]*$"), 0, 0, 0, 134217726, 0, 0, 67051520, 0, 134217726, 6];
const CHOICES4: StaticArray<string> = ["refuse", "pass"];

/** All of its conditions must hold; of a list of patterns one is enough. */
export class BlockRule {
  /** In counters and logs. */
  name: string = "";

  /** `allow` and `block` end the search; `tag` and `log` do not. */
  action: string = "block";

  /** One of these, in capital letters. Empty: any. */
  methods: Array<string> = new Array<string>();

  /** Patterns; a request without the header has an empty one. */
  userAgents: Array<string> = new Array<string>();

  /** Patterns, against every reading of the path: `^/admin(/|$)` is that path and all below it. */
  pathPatterns: Array<string> = new Array<string>();

  /** Patterns, against the query as it is and decoded. */
  queries: Array<string> = new Array<string>();

  /** Header to pattern: one of its values matches. */
  headers: TextMap<string> = new TextMap<string>();

  /** Patterns, against the body as it is and decoded. Only for `block` and `log`. */
  bodies: Array<string> = new Array<string>();

  /** CIDR blocks or addresses of clients. */
  addresses: Array<string> = new Array<string>();

  /** Whether patterns are. */
  caseSensitive: bool = false;

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): BlockRule {
    const config = new BlockRule();
    const members = new ConfigMembers(value, BLOCK_RULE_KEYS, 1, changetype<usize>(config));
    members.text(0, offsetof<BlockRule>("name"), 0, 64, PATTERN);
    members.choice(1, offsetof<BlockRule>("action"), CHOICES);
    members.items(2, offsetof<BlockRule>("methods"), readItem, 0, -1);
    members.items(3, offsetof<BlockRule>("userAgents"), readItem2, 0, 64);
    members.items(4, offsetof<BlockRule>("pathPatterns"), readItem2, 0, 64);
    members.items(5, offsetof<BlockRule>("queries"), readItem2, 0, 64);
    if (members.find(6)) config.headers = readEntries(members.value);
    members.items(7, offsetof<BlockRule>("bodies"), readItem2, 0, 64);
    members.items(8, offsetof<BlockRule>("addresses"), readItem3, 0, 20000);
    members.boolean(9, offsetof<BlockRule>("caseSensitive"));
    members.end();
    return config;
  }
}

/** Rules and presets; at least one of them. */
export class BotAndBlockConfig {
  /** Those that allow are looked at first, then the others in order, then the presets. */
  rules: Array<BlockRule> = [];

  /** Known user agents, each list under its name: see the README. */
  presets: Array<string> = new Array<string>();

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
    const members = new ConfigMembers(value, BOT_AND_BLOCK_CONFIG_KEYS, 0, changetype<usize>(config));
    members.items(0, offsetof<BotAndBlockConfig>("rules"), BlockRule.read, 0, 128);
    members.items(1, offsetof<BotAndBlockConfig>("presets"), readItem4, 0, -1);
    members.choice(2, offsetof<BotAndBlockConfig>("presetAction"), CHOICES3);
    members.int32(3, offsetof<BotAndBlockConfig>("status"), 400, 599);
    members.text(4, offsetof<BotAndBlockConfig>("tagHeader"), 0, -1, PATTERN3);
    members.int32(5, offsetof<BotAndBlockConfig>("maxBodyBytes"), 1, 1048576);
    members.choice(6, offsetof<BotAndBlockConfig>("unreadBody"), CHOICES4);
    members.int32(7, offsetof<BotAndBlockConfig>("trustedHops"), 0, 16);
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
  return readText(value, 0, -1, null);
}

function readItem4(value: JsonValue): string {
  return readChoice(value, CHOICES2);
}
