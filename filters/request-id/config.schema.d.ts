// Generated from config.schema.json by sluice build. Do not edit.

/** What identifies a request: its x-request-id and its W3C trace context. */
export interface RequestIdConfig {
  /** Whose identifiers stay: those of all, of clients in `trusted`, or of none. Others are made anew. */
  keep?: "all" | "trusted" | "none";
  /** CIDR blocks of the clients that are trusted. */
  trusted?: string[];
  /** How many entries of `x-forwarded-for`, from the right, trusted proxies wrote, this Envoy included where it adds one: the last of them is the client. 0: the client is whom Envoy takes for it. */
  trusted_hops?: number;
  /** The header with the request's identifier; empty: it is left alone. */
  header?: string;
  /** A new identifier is a UUID, random (`uuid4`) or in the order of time (`uuid7`). */
  format?: "uuid4" | "uuid7";
  /** Whether the response has the identifier, too. */
  echo?: boolean;
  /** Whether each request gets a valid `traceparent`. Not where Envoy's own tracing writes one. */
  trace_context?: boolean;
  /** Whether a new `traceparent` says that the trace is recorded. */
  sampled?: boolean;
}
