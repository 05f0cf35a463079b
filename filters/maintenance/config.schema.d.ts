// Generated from config.schema.json by sluice build. Do not edit.

/** A switch that closes the gateway to all but some. */
export interface MaintenanceConfig {
  /** Whether the gateway is closed. */
  enabled?: boolean;
  /** What clients are told, in a sentence. */
  message?: string;
  /** When clients may try again; 0: they are not told. */
  retry_after_seconds?: number;
  /** CIDR blocks or addresses whose clients pass. */
  allow?: string[];
  /** Paths that stay open, each with all paths below it, such as that of a health check. */
  allow_paths?: string[];
  /** How many entries of `x-forwarded-for`, from the right, trusted proxies wrote, this Envoy included where it adds one: the last of them is the client. 0: the client is whom Envoy takes for it. */
  trusted_hops?: number;
}
