import {
  Bytes,
  encodeText,
  HttpFilter,
  JwtKeys,
  JwtPolicy,
  log,
  normalizePath,
  Plugin,
  Refusal,
  registerPlugin,
} from "sluice/sdk";
import { AuthConfig } from "./config";
import { AuthFilter } from "./auth-filter";
import { PathList } from "./path-list";

/** RFC 7518 §3.2: a key at least as long as the hash, here that of HS256. */
const SECRET_BYTES_MIN: i32 = 32;

/** One configuration of `auth`: keys and paths are made ready once, not per request. */
class AuthPlugin extends Plugin {
  private filter: AuthFilter | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = AuthConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    if (config.jwtSecret.trim().length == 0) return new Refusal("$.jwt_secret: must hold more than white space");
    for (let i = 0; i < config.allowedPaths.length; ++i) {
      const path = config.allowedPaths[i];
      if (normalizePath(path) != path) return ambiguousPath(i);
    }
    const secret = encodeText(config.jwtSecret);
    if (secret.length < SECRET_BYTES_MIN) {
      log.warn("$.jwt_secret: shorter than the 32 bytes that RFC 7518 asks for; it can be guessed from one token");
    }
    const keys = new JwtKeys();
    keys.addSecret(secret);
    this.filter = new AuthFilter(keys, new JwtPolicy(), config.tokenHeader, new PathList(config.allowedPaths));
    return null;
  }

  createFilter(): HttpFilter | null {
    return this.filter;
  }
}

function ambiguousPath(index: i32): Refusal {
  const path = "$.allowed_paths[" + index.toString() + "]";
  return new Refusal(
    path + ": must be a path in its plain form: from / on, without query, dot segments, //, ;, \\ or encoded slash",
  );
}

registerPlugin("auth", () => new AuthPlugin());
