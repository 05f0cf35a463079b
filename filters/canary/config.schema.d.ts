// Generated from config.schema.json by sluice build. Do not edit.

export interface Variant {
  /** In the cookie, the override and counters. */
  name: string;
  /** In percent, in steps of 0.01. All weights together are 100. */
  weight: number;
  /** What `header` gets, such as the name of a cluster; none: the name. */
  value?: string;
}

export interface CanaryConfig {
  variants: Variant[];
  /** Gets the variant, for routes to match on. What a client wrote there is taken away. */
  header?: string;
  /** What keeps a client with its variant. */
  sticky?: "none" | "cookie" | "header" | "client_address";
  /** With `header`: whose value it is, such as the identifier of a user. */
  sticky_header?: string;
  /** With `cookie`: its name. */
  cookie?: string;
  /** 0: until the browser ends. */
  cookie_max_age_seconds?: number;
  /** Sent over HTTPS only. */
  cookie_secure?: boolean;
  /** A request that names a variant there gets it, for testers. None: no one may. */
  override_header?: string;
  /** Makes this draw another than that of other experiments over the same clients. */
  seed?: string;
  /** Who gets a variant: the path, or one that it lies below, by whole segments, is one of these. Empty: any. */
  paths?: string[];
  /** Where `client_address` finds the client: see `ip-restriction`. */
  trusted_hops?: number;
}
