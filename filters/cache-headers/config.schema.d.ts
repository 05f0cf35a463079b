// Generated from config.schema.json by sluice build. Do not edit.

export interface CacheRule {
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
  /** Headers, each with the value of one of its lines at least; `*` is any. */
  headers?: Record<string, string>;
  /** For responses with one of them: `404`, `5xx`; `[]`: all. */
  status?: string[];
  /** For responses of one of them; `text/*` is all that begin so. None: all. */
  content_types?: string[];
  /** `Cache-Control`, of directives of RFC 9111, 5861 and 8246. `Expires`, `Pragma` and what the upstream says to CDNs go then. */
  cache_control?: string;
  /** `CDN-Cache-Control` (RFC 9213), which CDNs obey in the place of `Cache-Control`; the same directives. */
  cdn_cache_control?: string;
  /** `Surrogate-Control`: `max-age`, `stale-while-revalidate`, `stale-if-error`, `no-store`, `no-store-remote`, `content="…"`. */
  surrogate_control?: string;
  /** Whether what the upstream says of caching is replaced: `never`; not where it has `private` or `no-store`, unless the rule has `no-store`; `always`. */
  replace?: "never" | "unless_private" | "always";
  /** Lets shared caches store responses to requests with `Authorization`, or with any credentials that `auth` found good; else they get `no-store`. */
  with_authorization?: boolean;
  /** Lets shared caches store responses with `Set-Cookie`; else they get `no-store`. */
  with_set_cookie?: boolean;
  /** Header fields of the request that the response depends on: added to `Vary`. `*`: on all. */
  vary?: string[];
  /** Puts them in the place of the upstream's `Vary`, whatever it says. */
  replace_vary?: boolean;
  /** Takes `Age` away: caches count from when they got the response, not from when it was made. */
  remove_age?: boolean;
}

/** Rules in order; the first that is for a request and its response counts. */
export interface CacheHeadersConfig {
  rules: CacheRule[];
}
