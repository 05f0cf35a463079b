import {
  Bytes,
  HttpFilter,
  log,
  Plugin,
  Refusal,
  encodeText,
  HmacKeys,
  normalizePath,
  registerPlugin,
} from "sluice/sdk";
import { AuthConfig } from "./config";
import { AuthFilter } from "./auth-filter";
import { PathList } from "./path-list";

/** One configuration of `auth`: keys and paths are made ready once, not per request. */
class AuthPlugin extends Plugin {
  private filter: AuthFilter | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = AuthConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    if (config.jwtSecret.trim().length == 0) return new Refusal("$.jwt_secret: must hold more than white space");
    for (let i = 0; i < config.allowedPaths.length; ++i) {
      if (normalizePath(config.allowedPaths[i]) === null) {
        return new Refusal(
          "$.allowed_paths[" + i.toString() + "]: must be a path that starts with / and means the same to every server",
        );
      }
    }
    const secret = encodeText(config.jwtSecret);
    if (secret.length < 32)
      {log.warn("$.jwt_secret: shorter than the 32 bytes that RFC 7518 asks for; it can be guessed from one token");}
    this.filter = new AuthFilter(new HmacKeys(secret), config.tokenHeader, new PathList(config.allowedPaths));
    return null;
  }

  createFilter(): HttpFilter | null {
    return this.filter;
  }
}

registerPlugin("auth", () => new AuthPlugin());
