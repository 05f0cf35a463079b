// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readChoice, readInteger, readSecret, readText } from "sluice/sdk/config";

const SIGNING_KEY_KEYS: StaticArray<string> = ["keyid", "secret", "encoding"];

const CHOICES: StaticArray<string> = ["text", "base64"];

const HMAC_SIGNATURE_CONFIG_KEYS: StaticArray<string> = ["keys", "required_components", "max_age_seconds", "leeway_seconds", "max_body_bytes", "max_nonces", "unsigned_paths", "keyid_header"];

const PATTERN = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z@-]+$", [0, 67071226, 3355443199, 1476395007, 4]);

const PATTERN2 = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [0, 67071226, 3355443198, 1476395007, 4]);

export class SigningKey {
  /** What signatures name it by. */
  keyid: string = "";

  /** Shared with the signer: 32 random bytes or more. */
  secret: string = "";

  /** `text`: the secret's bytes as they are; `base64`: what they stand for. */
  encoding: string = "text";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): SigningKey {
    const config = new SigningKey();
    const members = new ConfigMembers(value, SIGNING_KEY_KEYS);
    if (members.require("keyid")) config.keyid = readText(members.value, 1, 256);
    if (members.require("secret")) config.secret = readSecret(members.value, 1, i32.MAX_VALUE);
    if (members.find("encoding")) config.encoding = readChoice(members.value, CHOICES);
    members.end();
    return config;
  }
}

/** Who may sign requests, and what a signature must cover. */
export class HmacSignatureConfig {
  /** Who may sign. */
  keys: Array<SigningKey> = [];

  /** What a signature must cover at least: `@method`, `@authority`, `@scheme`, `@target-uri`, `@request-target`, `@path`, `@query`, or a header. */
  requiredComponents: Array<string> = ["@method", "@authority", "@path", "@query"];

  /** How old a signature may be, by its `created`. 0: any age, and `created` may be absent. */
  maxAgeSeconds: i32 = 300;

  /** How far clocks may differ. */
  leewaySeconds: i32 = 30;

  /** Checks bodies up to this size against `Content-Digest`, which the signature must then cover; a larger one is 413. 0: bodies are not looked at. */
  maxBodyBytes: i32 = 0;

  /** Remembers as many nonces, over all workers, and lets each signature pass once; `nonce` is then required. 0: a signature is good until it is too old. */
  maxNonces: i32 = 0;

  /** Paths that need no signature, each with all paths below it. */
  unsignedPaths: Array<string> = [];

  /** Tells the upstream who signed. What a client sends under this name is removed, from every request. */
  keyidHeader: string | null = null;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<HmacSignatureConfig> {
    return closeConfig<HmacSignatureConfig>(HmacSignatureConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): HmacSignatureConfig {
    const config = new HmacSignatureConfig();
    const members = new ConfigMembers(value, HMAC_SIGNATURE_CONFIG_KEYS);
    if (members.require("keys")) config.keys = readItems(members.value);
    if (members.find("required_components")) config.requiredComponents = readItems2(members.value);
    if (members.find("max_age_seconds")) config.maxAgeSeconds = <i32>readInteger(members.value, 0, 86400);
    if (members.find("leeway_seconds")) config.leewaySeconds = <i32>readInteger(members.value, 0, 3600);
    if (members.find("max_body_bytes")) config.maxBodyBytes = <i32>readInteger(members.value, 0, 1048576);
    if (members.find("max_nonces")) config.maxNonces = <i32>readInteger(members.value, 0, 1048576);
    if (members.find("unsigned_paths")) config.unsignedPaths = readItems3(members.value);
    if (members.find("keyid_header")) config.keyidHeader = readText(members.value, 0, i32.MAX_VALUE, PATTERN2);
    members.end();
    return config;
  }
}

function readItems(value: JsonValue): Array<SigningKey> {
  const list: Array<SigningKey> = [];
  const members = new ConfigItems(value, 1, 1024);
  while (members.next()) list.push(SigningKey.read(members.value));
  return list;
}

function readItems2(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value, 0, 32);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN));
  return list;
}

function readItems3(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value, 0, 256);
  while (members.next()) list.push(readText(members.value, 1, i32.MAX_VALUE));
  return list;
}
