// Generated from config.schema.json by sluice build. Do not edit.

export interface KeyPart {
  /** A client is told by its address. So is a request that lacks what is named here: it shares with nobody who has another. */
  from: "client_address" | "path" | "host" | "method" | "route" | "header" | "cookie" | "query" | "attribute";
  /** Of the header, the cookie, the parameter of the query, or Envoy's attribute: `connection.uri_san_peer_certificate`, `filter_state.wasm.user`; with `/` where a segment has dots, `metadata/filter_metadata/envoy.filters.http.jwt_authn/payload/sub`. */
  name?: string;
}

export interface Rule {
  /** Names the rule in headers, counters and shared data; rules of one name in one `vm_id` share their counts. */
  name: string;
  /** `token_bucket` refills steadily, `sliding_window` forgets as the window slides; see below. */
  algorithm?: "token_bucket" | "sliding_window";
  /** Requests a window. */
  limit: number;
  /** The window. */
  window_seconds: number;
  /** Requests that a full token bucket lets pass at once; 0: as many as `limit`. */
  burst?: number;
  /** What is counted apart: each combination of these; none: all requests together. */
  key?: KeyPart[];
  /** One of these, in capital letters. Empty: any. */
  methods?: string[];
  /** The path, or one that it lies below, by whole segments, is one of these. Empty: any. */
  paths?: string[];
  /** The path, or one that it lies below, by whole segments. */
  prefix?: string;
  /** The path. */
  exact?: string;
  /** The path with places: `/users/{id}/**`. */
  template?: string;
  /** Headers, each with the value of one of its lines at least; `*` is any. An empty value says the same. */
  headers?: Record<string, string>;
  /** Counts what it would refuse, and refuses nothing. */
  shadow?: boolean;
  /** Keys that are counted apart at one time; in what is left of it, new ones share. */
  max_keys?: number;
}

/** How many requests pass, by rules: a request passes when every rule that it matches lets it. */
export interface RateLimitConfig {
  /** Asked in order; the first that refuses answers the client, and those before it have counted the request. */
  rules: Rule[];
  /** How many entries of `x-forwarded-for`, from the right, trusted proxies wrote, this Envoy included where it adds one: the last of them is the client. 0: the client is whom Envoy takes for it. */
  trusted_hops?: number;
  /** Bits of an IPv6 address that make one client: whoever has a /64 has 2^64 addresses. */
  ipv6_prefix?: number;
  /** `draft`: `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers-10; `legacy`: `X-RateLimit-Limit`, `-Remaining`, `-Reset`, the last in seconds from now. */
  response_headers?: "draft" | "legacy" | "both" | "none";
  /** What becomes of a request that can't be counted. */
  on_error?: "allow" | "deny";
}
