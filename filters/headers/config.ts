// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readTag, readText } from "sluice/sdk/config";

const OPERATION_TAGS: StaticArray<string> = ["set", "append", "default", "set_cookie", "append_cookie", "remove", "remove_cookie", "rename", "rename_cookie", "set_query", "append_query", "remove_query", "rename_query", "rewrite_prefix", "redirect", "security_headers", "cookie_attributes"];
const OPERATION1_KEYS: StaticArray<string> = ["name", "value", "op"];
const PATTERN: ConfigPattern = [changetype<usize>("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), 0, 67071226, 3355443198, 1476395007, 4];
const PATTERN2: ConfigPattern = [changetype<usize>("^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"), 512, 4294967295, 4294967295, 2147483647, 7];
const OPERATION2_KEYS: StaticArray<string> = ["name", "op"];
const OPERATION3_KEYS: StaticArray<string> = ["name", "to", "op"];
const OPERATION4_KEYS: StaticArray<string> = ["name", "value", "op"];
const OPERATION5_KEYS: StaticArray<string> = ["name", "op"];
const OPERATION6_KEYS: StaticArray<string> = ["name", "to", "op"];
const OPERATION7_KEYS: StaticArray<string> = ["prefix", "to", "op"];
const OPERATION8_KEYS: StaticArray<string> = ["location", "op", "status"];
const CHOICES: StaticArray<string> = ["301", "302", "303", "307", "308"];
const OPERATION9_KEYS: StaticArray<string> = ["preset", "op", "include_subdomains", "keep"];
const CHOICES2: StaticArray<string> = ["web", "isolated", "api"];
const OPERATION10_KEYS: StaticArray<string> = ["op", "cookies", "secure", "http_only", "same_site", "path", "domain"];
const CHOICES3: StaticArray<string> = ["Strict", "Lax", "None"];
const PATTERN3: ConfigPattern = [changetype<usize>("^[/][ -:<-~]*$"), 0, 32768, 0, 0, 0, 0, 4160749567, 4294967295, 2147483647, 6];
const PATTERN4: ConfigPattern = [changetype<usize>("^[0-9A-Za-z][0-9A-Za-z.-]*$"), 0, 67043328, 134217726, 134217726, 0, 0, 67067904, 134217726, 134217726, 6];
const HEADER_CONDITION_KEYS: StaticArray<string> = ["name", "match", "value"];
const CHOICES4: StaticArray<string> = ["present", "absent", "exact", "regex"];
const CONDITIONS_KEYS: StaticArray<string> = ["methods", "hosts", "path_exact", "path_prefix", "path_template", "path_regex", "headers", "expression", "status", "response_headers"];
const PATTERN5: ConfigPattern = [changetype<usize>("^[A-Z-]+$"), 0, 8192, 134217726, 0, 4];
const PATTERN6: ConfigPattern = [changetype<usize>("^[*]?[0-9A-Za-z._:-]+$"), 0, 1024, 0, 0, 2, 0, 134176768, 2281701374, 134217726, 4];
const PATTERN7: ConfigPattern = [changetype<usize>("^[1-5][0-9x][0-9x]$"), 0, 4063232, 0, 0, 0, 0, 67043328, 0, 16777216, 0, 0, 67043328, 0, 16777216, 0];
const RULE_KEYS: StaticArray<string> = ["when", "request", "response"];
const HEADERS_CONFIG_KEYS: StaticArray<string> = ["request", "response", "rules"];

export class Operation {
  /** One of set, append, default, set_cookie, append_cookie, remove, remove_cookie, rename, rename_cookie, set_query, append_query, remove_query, rename_query, rewrite_prefix, redirect, security_headers, cookie_attributes: says which of the other fields count. */
  op: string = "";

  name: string = "";

  value: string = "";

  to: string = "";

  prefix: string = "";

  location: string = "";

  status: string = "302";

  /** `strict-transport-security` among them is told over https only. */
  preset: string = "";

  /** Whether `strict-transport-security` is for all names below the host, too: those that have no https can then not be reached. */
  includeSubdomains: bool = false;

  /** Those of the upstream stay. */
  keep: bool = false;

  /** None: all of them. */
  cookies: Array<string> = new Array<string>();

  secure: bool = false;

  httpOnly: bool = false;

  sameSite: string | null = null;

  path: string | null = null;

  domain: string | null = null;

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Operation {
    const config = new Operation();
    config.op = readTag(value, "op", OPERATION_TAGS);
    if (config.op == "set" || config.op == "append" || config.op == "default" || config.op == "set_cookie" || config.op == "append_cookie") fillOperation1(value, config);
    if (config.op == "remove" || config.op == "remove_cookie") fillOperation2(value, config);
    if (config.op == "rename" || config.op == "rename_cookie") fillOperation3(value, config);
    if (config.op == "set_query" || config.op == "append_query") fillOperation4(value, config);
    if (config.op == "remove_query") fillOperation5(value, config);
    if (config.op == "rename_query") fillOperation6(value, config);
    if (config.op == "rewrite_prefix") fillOperation7(value, config);
    if (config.op == "redirect") fillOperation8(value, config);
    if (config.op == "security_headers") fillOperation9(value, config);
    if (config.op == "cookie_attributes") fillOperation10(value, config);
    return config;
  }
}

function fillOperation1(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION1_KEYS, 2, changetype<usize>(config));
  members.text(0, offsetof<Operation>("name"), 0, -1, PATTERN);
  members.text(1, offsetof<Operation>("value"), 0, -1, PATTERN2);
  members.end();
}

function fillOperation2(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION2_KEYS, 1, changetype<usize>(config));
  members.text(0, offsetof<Operation>("name"), 0, -1, PATTERN);
  members.end();
}

function fillOperation3(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION3_KEYS, 2, changetype<usize>(config));
  members.text(0, offsetof<Operation>("name"), 0, -1, PATTERN);
  members.text(1, offsetof<Operation>("to"), 0, -1, PATTERN);
  members.end();
}

function fillOperation4(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION4_KEYS, 2, changetype<usize>(config));
  members.text(0, offsetof<Operation>("name"), 1, -1, null);
  members.text(1, offsetof<Operation>("value"), 0, -1, PATTERN2);
  members.end();
}

function fillOperation5(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION5_KEYS, 1, changetype<usize>(config));
  members.text(0, offsetof<Operation>("name"), 1, -1, null);
  members.end();
}

function fillOperation6(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION6_KEYS, 2, changetype<usize>(config));
  members.text(0, offsetof<Operation>("name"), 1, -1, null);
  members.text(1, offsetof<Operation>("to"), 1, -1, null);
  members.end();
}

function fillOperation7(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION7_KEYS, 2, changetype<usize>(config));
  members.text(0, offsetof<Operation>("prefix"), 1, -1, null);
  members.text(1, offsetof<Operation>("to"), 1, -1, null);
  members.end();
}

function fillOperation8(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION8_KEYS, 1, changetype<usize>(config));
  members.text(0, offsetof<Operation>("location"), 1, -1, null);
  members.choice(2, offsetof<Operation>("status"), CHOICES);
  members.end();
}

function fillOperation9(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION9_KEYS, 1, changetype<usize>(config));
  members.choice(0, offsetof<Operation>("preset"), CHOICES2);
  members.boolean(2, offsetof<Operation>("includeSubdomains"));
  members.boolean(3, offsetof<Operation>("keep"));
  members.end();
}

function fillOperation10(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION10_KEYS, 0, changetype<usize>(config));
  members.items(1, offsetof<Operation>("cookies"), readItem, 0, -1);
  members.boolean(2, offsetof<Operation>("secure"));
  members.boolean(3, offsetof<Operation>("httpOnly"));
  members.choice(4, offsetof<Operation>("sameSite"), CHOICES3);
  members.text(5, offsetof<Operation>("path"), 0, -1, PATTERN3);
  members.text(6, offsetof<Operation>("domain"), 0, -1, PATTERN4);
  members.end();
}

export class HeaderCondition {
  name: string = "";

  match: string = "present";

  /** The value, or an RE2 found in it. */
  value: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): HeaderCondition {
    const config = new HeaderCondition();
    const members = new ConfigMembers(value, HEADER_CONDITION_KEYS, 1, changetype<usize>(config));
    members.text(0, offsetof<HeaderCondition>("name"), 0, -1, PATTERN);
    members.choice(1, offsetof<HeaderCondition>("match"), CHOICES4);
    members.text(2, offsetof<HeaderCondition>("value"), 0, -1, null);
    members.end();
    return config;
  }
}

/** All must hold. */
export class Conditions {
  /** One of these, in capital letters. Empty: any. */
  methods: Array<string> = new Array<string>();

  /** Without port; `*.test`: all names below. */
  hosts: Array<string> = new Array<string>();

  /** The path. */
  pathExact: string | null = null;

  /** The path, or one that it lies below, by whole segments. */
  pathPrefix: string | null = null;

  /** The path with places: `/users/{id}/**`. */
  pathTemplate: string | null = null;

  /** An RE2 found in the path. */
  pathRegex: string | null = null;

  /** Of the request. */
  headers: Array<HeaderCondition> = [];

  /** CEL, of the request. */
  expression: string | null = null;

  /** Any of `404`, `5xx` … */
  status: Array<string> = new Array<string>();

  responseHeaders: Array<HeaderCondition> = [];

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Conditions {
    const config = new Conditions();
    const members = new ConfigMembers(value, CONDITIONS_KEYS, 0, changetype<usize>(config));
    members.items(0, offsetof<Conditions>("methods"), readItem2, 0, -1);
    members.items(1, offsetof<Conditions>("hosts"), readItem3, 0, -1);
    members.text(2, offsetof<Conditions>("pathExact"), 1, -1, null);
    members.text(3, offsetof<Conditions>("pathPrefix"), 1, -1, null);
    members.text(4, offsetof<Conditions>("pathTemplate"), 1, -1, null);
    members.text(5, offsetof<Conditions>("pathRegex"), 1, -1, null);
    members.items(6, offsetof<Conditions>("headers"), HeaderCondition.read, 0, -1);
    members.text(7, offsetof<Conditions>("expression"), 1, -1, null);
    members.items(8, offsetof<Conditions>("status"), readItem4, 0, -1);
    members.items(9, offsetof<Conditions>("responseHeaders"), HeaderCondition.read, 0, -1);
    members.end();
    return config;
  }
}

export class Rule {
  /** All must hold. */
  when: Conditions = new Conditions();

  request: Array<Operation> = [];

  response: Array<Operation> = [];

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Rule {
    const config = new Rule();
    const members = new ConfigMembers(value, RULE_KEYS, 1, changetype<usize>(config));
    members.nested(0, offsetof<Rule>("when"), Conditions.read);
    members.items(1, offsetof<Rule>("request"), Operation.read, 0, -1);
    members.items(2, offsetof<Rule>("response"), Operation.read, 0, -1);
    members.end();
    return config;
  }
}

/** Operations, carried out in order. */
export class HeadersConfig {
  /** To every request. */
  request: Array<Operation> = [];

  /** To every response. */
  response: Array<Operation> = [];

  /** To some, after that. */
  rules: Array<Rule> = [];

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<HeadersConfig> {
    return closeConfig<HeadersConfig>(HeadersConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): HeadersConfig {
    const config = new HeadersConfig();
    const members = new ConfigMembers(value, HEADERS_CONFIG_KEYS, 0, changetype<usize>(config));
    members.items(0, offsetof<HeadersConfig>("request"), Operation.read, 0, -1);
    members.items(1, offsetof<HeadersConfig>("response"), Operation.read, 0, -1);
    members.items(2, offsetof<HeadersConfig>("rules"), Rule.read, 0, 64);
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 1, -1, null);
}

function readItem2(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN5);
}

function readItem3(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN6);
}

function readItem4(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN7);
}
