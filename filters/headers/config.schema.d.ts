// Generated from config.schema.json by sluice build. Do not edit.

export type Operation =
  /** `set` makes `value` the only one, `append` adds it, `default` sets it where there is none. */
  | {
      op: "set" | "append" | "default" | "set_cookie" | "append_cookie";
      name: string;
      value: string;
    }
  /** Every value goes; `x-*` stands for all headers whose names begin so. */
  | {
      op: "remove" | "remove_cookie";
      name: string;
    }
  /** Moves every value. */
  | {
      op: "rename" | "rename_cookie";
      name: string;
      to: string;
    }
  /** Parameters of the query. */
  | {
      op: "set_query" | "append_query";
      name: string;
      value: string;
    }
  | {
      op: "remove_query";
      name: string;
    }
  | {
      op: "rename_query";
      name: string;
      to: string;
    }
  /** Other first segments of the path. */
  | {
      op: "rewrite_prefix";
      prefix: string;
      to: string;
    }
  /** Answers the request. */
  | {
      op: "redirect";
      location: string;
      status?: "301" | "302" | "303" | "307" | "308";
    }
  /** What browsers are told not to do. */
  | {
      op: "security_headers";
      /** `strict-transport-security` among them is told over https only. */
      preset: "web" | "isolated" | "api";
      /** Whether `strict-transport-security` is for all names below the host, too: those that have no https can then not be reached. */
      include_subdomains?: boolean;
      /** Those of the upstream stay. */
      keep?: boolean;
    }
  /** Forced upon cookies that the response sets. */
  | {
      op: "cookie_attributes";
      /** None: all of them. */
      cookies?: string[];
      secure?: boolean;
      http_only?: boolean;
      same_site?: "Strict" | "Lax" | "None";
      path?: string;
      domain?: string;
    };

export interface HeaderCondition {
  name: string;
  match?: "present" | "absent" | "exact" | "regex";
  /** The value, or an RE2 found in it. */
  value?: string;
}

/** All must hold. */
export interface Conditions {
  /** One of these, in capital letters. Empty: any. */
  methods?: string[];
  /** Without port; `*.test`: all names below. */
  hosts?: string[];
  /** The path. */
  path_exact?: string;
  /** The path, or one that it lies below, by whole segments. */
  path_prefix?: string;
  /** The path with places: `/users/{id}/**`. */
  path_template?: string;
  /** An RE2 found in the path. */
  path_regex?: string;
  /** Of the request. */
  headers?: HeaderCondition[];
  /** CEL, of the request. */
  expression?: string;
  /** Any of `404`, `5xx` … */
  status?: string[];
  response_headers?: HeaderCondition[];
}

export interface Rule {
  /** All must hold. */
  when: Conditions;
  request?: Operation[];
  response?: Operation[];
}

/** Operations, carried out in order. */
export interface HeadersConfig {
  /** To every request. */
  request?: Operation[];
  /** To every response. */
  response?: Operation[];
  /** To some, after that. */
  rules?: Rule[];
}
