// Generated from config.schema.json by sluice build. Do not edit.

/** There is nothing to configure yet: `{}` or no configuration at all. */
export type MetricsConfig = Record<string, never>;
