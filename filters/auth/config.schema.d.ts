// Generated from config.schema.json by sluice build. Do not edit.

/** Who may pass: requests with a valid JWT, and requests to an allowed path. */
export interface AuthConfig {
  /** The secret that tokens are signed with (HS256, HS384, HS512). RFC 7518 asks for 32, 48 or 64 bytes. */
  jwt_secret: string;
  /** The request header that carries the token, with or without `Bearer `. */
  token_header?: string;
  /** Paths that need no token, each with all paths below it. */
  allowed_paths?: string[];
}
