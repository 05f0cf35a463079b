// Generated from config.schema.json by sluice build. Do not edit.

export interface BodyRule {
  /** In counters and logs. */
  name: string;
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
  /** Those that a body may have; `text/*` is all that begin so. `[]`: any. */
  content_types?: string[];
  /** Refuses a request without a body. */
  required?: boolean;
  /** Of the body. */
  max_body_bytes?: number;
  /** Arrays and objects inside each other. */
  max_depth?: number;
  /** Of one object. */
  max_members?: number;
  /** Of one array. */
  max_items?: number;
  /** Of one string or name, in characters. */
  max_string_length?: number;
  /** A JSON Schema 2020-12 as JSON text, of the keywords that the README lists; empty: none. */
  schema?: string;
  /** Counts what it would refuse, and refuses nothing. */
  shadow?: boolean;
}

/** Rules in order; the first that is for a request counts. */
export interface BodyGuardConfig {
  rules: BodyRule[];
}
