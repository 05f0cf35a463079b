// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readTag, readText } from "sluice/sdk/config";

const OPERATION_TAGS: StaticArray<string> = ["set", "append", "default", "remove", "rename"];

const OPERATION1_KEYS: StaticArray<string> = ["op", "name", "value"];

const PATTERN = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [0, 67071226, 3355443198, 1476395007, 4]);

const PATTERN2 = new ConfigPattern("^[^\\r\\n\\0]*$", [4294958078, 4294967295, 4294967295, 4294967295, 7]);

const OPERATION2_KEYS: StaticArray<string> = ["op", "name"];

const OPERATION3_KEYS: StaticArray<string> = ["op", "name", "to"];

const HEADERS_CONFIG_KEYS: StaticArray<string> = ["request", "response"];

export class Operation {
  /** One of set, append, default, remove, rename: says which of the other fields count. */
  op: string = "";

  name: string = "";

  value: string = "";

  to: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Operation {
    const config = new Operation();
    config.op = readTag(value, "op", OPERATION_TAGS);
    if (config.op == "set" || config.op == "append" || config.op == "default") fillOperation1(value, config);
    if (config.op == "remove") fillOperation2(value, config);
    if (config.op == "rename") fillOperation3(value, config);
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

/** Operations on the headers of requests and responses, carried out in order. */
export class HeadersConfig {
  /** What is done to the request, before the upstream sees it. */
  request: Array<Operation> = [];

  /** What is done to the response, before the client sees it. */
  response: Array<Operation> = [];

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<HeadersConfig> {
    return closeConfig<HeadersConfig>(HeadersConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): HeadersConfig {
    const config = new HeadersConfig();
    const members = new ConfigMembers(value, HEADERS_CONFIG_KEYS);
    if (members.find("request")) config.request = readItems(members.value);
    if (members.find("response")) config.response = readItems(members.value);
    members.end();
    return config;
  }
}

function readItems(value: JsonValue): Array<Operation> {
  const list: Array<Operation> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(Operation.read(members.value));
  return list;
}
