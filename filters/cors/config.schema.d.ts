// Generated from config.schema.json by sluice build. Do not edit.

/** Which pages of other origins may read what the gateway serves. */
export interface CorsConfig {
  /** Origins as browsers write them, `https://app.example.com`; `https://*.example.com` for all hosts below it, `*` for every origin, `null` for pages without one. */
  allow_origins?: string[];
  /** Regular expressions, each for a whole origin. */
  allow_origin_patterns?: string[];
  /** Methods that a preflight allows, in capitals; `*`: the one that it asks for. */
  allow_methods?: string[];
  /** Request headers that a preflight allows; `*`: those that it asks for. */
  allow_headers?: string[];
  /** Response headers that a page may read. */
  expose_headers?: string[];
  /** Whether a page may read answers to requests with cookies; not with `*` or `null` among the origins. */
  allow_credentials?: boolean;
  /** How long a browser may keep what a preflight allowed; browsers have limits of their own. */
  max_age_seconds?: number;
  /** Whether pages of public networks may ask for this private one. */
  allow_private_network?: boolean;
}
