// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readText } from "sluice/sdk/config";

const AUTH_CONFIG_KEYS: StaticArray<string> = ["jwt_secret", "token_header", "allowed_paths"];

const PATTERN = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [0, 67071226, 3355443198, 1476395007, 4]);

/** Who may pass: requests with a valid JWT, and requests to an allowed path. */
export class AuthConfig {
  /** The secret that tokens are signed with (HS256, HS384, HS512). RFC 7518 asks for 32, 48 or 64 bytes. */
  jwtSecret: string = "";

  /** The request header that carries the token, with or without `Bearer `. */
  tokenHeader: string = "Authorization";

  /** Paths that need no token, each with all paths below it. */
  allowedPaths: Array<string> = [];

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<AuthConfig> {
    return closeConfig<AuthConfig>(AuthConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): AuthConfig {
    const config = new AuthConfig();
    const members = new ConfigMembers(value, AUTH_CONFIG_KEYS);
    if (members.require("jwt_secret")) config.jwtSecret = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("token_header")) config.tokenHeader = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
    if (members.find("allowed_paths")) config.allowedPaths = readItems(members.value);
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
