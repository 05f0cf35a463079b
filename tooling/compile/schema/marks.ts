/** Keywords that are true or false, and tell the tooling what a value of the configuration means outside of the filter. */
export const MARKS = [
  // A secret.
  "writeOnly",
  // The name of a label of metrics.
  "x-metric-label",
  // The plugin needs `PluginConfig.allow_on_headers_stop_iteration` where the value is there.
  "x-allow-on-headers-stop-iteration",
] as const;

/** One of {@link MARKS}. */
export type Mark = (typeof MARKS)[number];
