// Generated from config.schema.json by sluice build. Do not edit.

/** Which clients pass, by their address. */
export interface IpRestrictionConfig {
  /** CIDR blocks or addresses, of IPv4 and IPv6, whose clients pass; none: all. */
  allow?: string[];
  /** Blocks whose clients do not pass, even where `allow` has them. */
  deny?: string[];
  /** How many entries of `x-forwarded-for`, from the right, trusted proxies wrote, this Envoy included where it adds one: the last of them is the client. 0: the client is whom Envoy takes for it. */
  trusted_hops?: number;
  /** Counts what it would refuse, and refuses nothing. */
  shadow?: boolean;
}
