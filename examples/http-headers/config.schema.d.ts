// Generated from config.schema.json by sluice build. Do not edit.

export interface HttpHeadersConfig {
  /** Name of the header, in lower case. */
  name: string;
  /** Its value. */
  value: string;
}
