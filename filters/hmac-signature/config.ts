// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readText } from "sluice/sdk/config";

const SIGNING_KEY_KEYS: StaticArray<string> = ["keyid", "secret", "encoding"];
const CHOICES: StaticArray<string> = ["text", "base64"];
const HMAC_SIGNATURE_CONFIG_KEYS: StaticArray<string> = ["keys", "required_components", "max_age_seconds", "leeway_seconds", "max_body_bytes", "max_nonces", "unsigned_paths", "keyid_header"];
const PATTERN: ConfigPattern = [changetype<usize>("^[!#$%&'*+.^_`|~0-9A-Za-z@-]+$"), 0, 67071226, 3355443199, 1476395007, 4];
const PATTERN2: ConfigPattern = [changetype<usize>("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), 0, 67071226, 3355443198, 1476395007, 4];

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
    const members = new ConfigMembers(value, SIGNING_KEY_KEYS, 2, changetype<usize>(config));
    members.text(0, offsetof<SigningKey>("keyid"), 1, 256, null);
    members.secret(1, offsetof<SigningKey>("secret"), 1, -1, null);
    members.choice(2, offsetof<SigningKey>("encoding"), CHOICES);
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

  /** Remembers as many nonces of each key, over all workers, and lets each signature pass once; `nonce` is then required. 0: a signature is good until it is too old. */
  maxNonces: i32 = 0;

  /** Paths that need no signature, each with all paths below it. */
  unsignedPaths: Array<string> = new Array<string>();

  /** Tells the upstream who signed. What a client sends under this name is removed, from every request. */
  keyidHeader: string | null = null;

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<HmacSignatureConfig> {
    return closeConfig<HmacSignatureConfig>(HmacSignatureConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): HmacSignatureConfig {
    const config = new HmacSignatureConfig();
    const members = new ConfigMembers(value, HMAC_SIGNATURE_CONFIG_KEYS, 1, changetype<usize>(config));
    members.items(0, offsetof<HmacSignatureConfig>("keys"), SigningKey.read, 1, 1024);
    members.items(1, offsetof<HmacSignatureConfig>("requiredComponents"), readItem, 0, 32);
    members.int32(2, offsetof<HmacSignatureConfig>("maxAgeSeconds"), 0, 86400);
    members.int32(3, offsetof<HmacSignatureConfig>("leewaySeconds"), 0, 3600);
    members.int32(4, offsetof<HmacSignatureConfig>("maxBodyBytes"), 0, 1048576);
    members.int32(5, offsetof<HmacSignatureConfig>("maxNonces"), 0, 1048576);
    members.items(6, offsetof<HmacSignatureConfig>("unsignedPaths"), readItem2, 0, 256);
    members.text(7, offsetof<HmacSignatureConfig>("keyidHeader"), 0, -1, PATTERN2);
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN);
}

function readItem2(value: JsonValue): string {
  return readText(value, 1, -1, null);
}
