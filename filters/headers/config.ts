// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readBoolean, readChoice, readTag, readText } from "sluice/sdk/config";

const OPERATION_TAGS: StaticArray<string> = ["set", "append", "default", "set_cookie", "append_cookie", "remove", "remove_cookie", "rename", "rename_cookie", "set_query", "append_query", "remove_query", "rename_query", "rewrite_prefix", "redirect", "security_headers", "cookie_attributes"];

const OPERATION1_KEYS: StaticArray<string> = ["op", "name", "value"];

const PATTERN = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [0, 67071226, 3355443198, 1476395007, 4]);

const PATTERN2 = new ConfigPattern("^[^\\r\\n\\0]*$", [4294958078, 4294967295, 4294967295, 4294967295, 7]);

const OPERATION2_KEYS: StaticArray<string> = ["op", "name"];

const OPERATION3_KEYS: StaticArray<string> = ["op", "name", "to"];

const OPERATION4_KEYS: StaticArray<string> = ["op", "name", "value"];

const OPERATION5_KEYS: StaticArray<string> = ["op", "name"];

const OPERATION6_KEYS: StaticArray<string> = ["op", "name", "to"];

const OPERATION7_KEYS: StaticArray<string> = ["op", "prefix", "to"];

const OPERATION8_KEYS: StaticArray<string> = ["op", "location", "status"];

const CHOICES: StaticArray<string> = ["301", "302", "303", "307", "308"];

const OPERATION9_KEYS: StaticArray<string> = ["op", "preset", "keep"];

const CHOICES2: StaticArray<string> = ["web", "isolated", "api"];

const OPERATION10_KEYS: StaticArray<string> = ["op", "cookies", "secure", "http_only", "same_site", "path", "domain"];

const CHOICES3: StaticArray<string> = ["Strict", "Lax", "None"];

const PATTERN3 = new ConfigPattern("^[/][ -:<-~]*$", [0, 32768, 0, 0, 0, 0, 4160749567, 4294967295, 2147483647, 6]);

const PATTERN4 = new ConfigPattern("^[0-9A-Za-z][0-9A-Za-z.-]*$", [0, 67043328, 134217726, 134217726, 0, 0, 67067904, 134217726, 134217726, 6]);

const HEADER_CONDITION_KEYS: StaticArray<string> = ["name", "match", "value"];

const CHOICES4: StaticArray<string> = ["present", "absent", "exact", "regex"];

const CONDITIONS_KEYS: StaticArray<string> = ["methods", "hosts", "path_exact", "path_prefix", "path_template", "path_regex", "headers", "expression", "status", "response_headers"];

const PATTERN5 = new ConfigPattern("^[A-Z-]+$", [0, 8192, 134217726, 0, 4]);

const PATTERN6 = new ConfigPattern("^[*]?[0-9A-Za-z._:-]+$", [0, 1024, 0, 0, 2, 0, 134176768, 2281701374, 134217726, 4]);

const PATTERN7 = new ConfigPattern("^[1-5][0-9x][0-9x]$", [0, 4063232, 0, 0, 0, 0, 67043328, 0, 16777216, 0, 0, 67043328, 0, 16777216, 0]);

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

  preset: string = "";

  /** Those of the upstream stay. */
  keep: bool = false;

  /** None: all of them. */
  cookies: Array<string> = [];

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
  const members = new ConfigMembers(value, OPERATION1_KEYS);
  if (members.require("name")) config.name = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
  if (members.require("value")) config.value = readText(members.value, 0, i32.MAX_VALUE, PATTERN2);
  members.end();
}

function fillOperation2(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION2_KEYS);
  if (members.require("name")) config.name = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
  members.end();
}

function fillOperation3(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION3_KEYS);
  if (members.require("name")) config.name = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
  if (members.require("to")) config.to = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
  members.end();
}

function fillOperation4(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION4_KEYS);
  if (members.require("name")) config.name = readText(members.value, 1, i32.MAX_VALUE);
  if (members.require("value")) config.value = readText(members.value, 0, i32.MAX_VALUE, PATTERN2);
  members.end();
}

function fillOperation5(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION5_KEYS);
  if (members.require("name")) config.name = readText(members.value, 1, i32.MAX_VALUE);
  members.end();
}

function fillOperation6(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION6_KEYS);
  if (members.require("name")) config.name = readText(members.value, 1, i32.MAX_VALUE);
  if (members.require("to")) config.to = readText(members.value, 1, i32.MAX_VALUE);
  members.end();
}

function fillOperation7(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION7_KEYS);
  if (members.require("prefix")) config.prefix = readText(members.value, 1, i32.MAX_VALUE);
  if (members.require("to")) config.to = readText(members.value, 1, i32.MAX_VALUE);
  members.end();
}

function fillOperation8(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION8_KEYS);
  if (members.require("location")) config.location = readText(members.value, 1, i32.MAX_VALUE);
  if (members.find("status")) config.status = readChoice(members.value, CHOICES);
  members.end();
}

function fillOperation9(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION9_KEYS);
  if (members.require("preset")) config.preset = readChoice(members.value, CHOICES2);
  if (members.find("keep")) config.keep = readBoolean(members.value);
  members.end();
}

function fillOperation10(value: JsonValue, config: Operation): void {
  const members = new ConfigMembers(value, OPERATION10_KEYS);
  if (members.find("cookies")) config.cookies = readItems(members.value);
  if (members.find("secure")) config.secure = readBoolean(members.value);
  if (members.find("http_only")) config.httpOnly = readBoolean(members.value);
  if (members.find("same_site")) config.sameSite = readChoice(members.value, CHOICES3);
  if (members.find("path")) config.path = readText(members.value, 0, i32.MAX_VALUE, PATTERN3);
  if (members.find("domain")) config.domain = readText(members.value, 0, i32.MAX_VALUE, PATTERN4);
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
    const members = new ConfigMembers(value, HEADER_CONDITION_KEYS);
    if (members.require("name")) config.name = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
    if (members.find("match")) config.match = readChoice(members.value, CHOICES4);
    if (members.find("value")) config.value = readText(members.value);
    members.end();
    return config;
  }
}

/** All must hold. */
export class Conditions {
  methods: Array<string> = [];

  /** Without port; `*.test`: all names below. */
  hosts: Array<string> = [];

  pathExact: string | null = null;

  /** By whole segments. */
  pathPrefix: string | null = null;

  /** `/users/{id}/*\/**` */
  pathTemplate: string | null = null;

  /** An RE2 found in the path. */
  pathRegex: string | null = null;

  /** Of the request. */
  headers: Array<HeaderCondition> = [];

  /** CEL, of the request. */
  expression: string | null = null;

  /** Any of `404`, `5xx` … */
  status: Array<string> = [];

  responseHeaders: Array<HeaderCondition> = [];

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Conditions {
    const config = new Conditions();
    const members = new ConfigMembers(value, CONDITIONS_KEYS);
    if (members.find("methods")) config.methods = readItems2(members.value);
    if (members.find("hosts")) config.hosts = readItems3(members.value);
    if (members.find("path_exact")) config.pathExact = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("path_prefix")) config.pathPrefix = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("path_template")) config.pathTemplate = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("path_regex")) config.pathRegex = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("headers")) config.headers = readItems4(members.value);
    if (members.find("expression")) config.expression = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("status")) config.status = readItems5(members.value);
    if (members.find("response_headers")) config.responseHeaders = readItems4(members.value);
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
    const members = new ConfigMembers(value, RULE_KEYS);
    if (members.require("when")) config.when = Conditions.read(members.value);
    if (members.find("request")) config.request = readItems6(members.value);
    if (members.find("response")) config.response = readItems6(members.value);
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
    const members = new ConfigMembers(value, HEADERS_CONFIG_KEYS);
    if (members.find("request")) config.request = readItems6(members.value);
    if (members.find("response")) config.response = readItems6(members.value);
    if (members.find("rules")) config.rules = readItems7(members.value);
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
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN5));
  return list;
}

function readItems3(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN6));
  return list;
}

function readItems4(value: JsonValue): Array<HeaderCondition> {
  const list: Array<HeaderCondition> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(HeaderCondition.read(members.value));
  return list;
}

function readItems5(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN7));
  return list;
}

function readItems6(value: JsonValue): Array<Operation> {
  const list: Array<Operation> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(Operation.read(members.value));
  return list;
}

function readItems7(value: JsonValue): Array<Rule> {
  const list: Array<Rule> = [];
  const members = new ConfigItems(value, 0, 64);
  while (members.next()) list.push(Rule.read(members.value));
  return list;
}
