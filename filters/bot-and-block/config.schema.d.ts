// Generated from config.schema.json by sluice build. Do not edit.

/** All of its conditions must hold; of a list of patterns one is enough. */
export interface BlockRule {
  /** In counters and logs. */
  name: string;
  /** `allow` and `block` end the search; `tag` and `log` do not. */
  action?: "allow" | "block" | "tag" | "log";
  /** One of these, in capital letters. Empty: any. */
  methods?: string[];
  /** Patterns; a request without the header has an empty one. */
  user_agents?: string[];
  /** Patterns, against every reading of the path: `^/admin(/|$)` is that path and all below it. */
  path_patterns?: string[];
  /** Patterns, against the query as it is and decoded. */
  queries?: string[];
  /** Header to pattern: one of its values matches. */
  headers?: Record<string, string>;
  /** Patterns, against the body as it is and decoded. Only for `block` and `log`. */
  bodies?: string[];
  /** CIDR blocks or addresses of clients. */
  addresses?: string[];
  /** Whether patterns are. */
  case_sensitive?: boolean;
}

/** Rules and presets; at least one of them. */
export interface BotAndBlockConfig {
  /** Those that allow are looked at first, then the others in order, then the presets. */
  rules?: BlockRule[];
  /** Known user agents, each list under its name: see the README. */
  presets?: ("ai-crawlers" | "ai-assistants" | "seo-crawlers" | "scanners" | "http-libraries")[];
  /** What becomes of the requests of the presets. */
  preset_action?: "block" | "tag" | "log";
  /** Of the answer to who is blocked. */
  status?: number;
  /** Gets the names of the rules that tag, for the upstream. What a client wrote there is taken away. */
  tag_header?: string;
  /** How much of a body is waited for, where a rule has `bodies`. */
  max_body_bytes?: number;
  /** What becomes of a body that is larger, or encoded, where a rule has `bodies`. */
  unread_body?: "refuse" | "pass";
  /** Where `addresses` finds the client: see `ip-restriction`. */
  trusted_hops?: number;
}
