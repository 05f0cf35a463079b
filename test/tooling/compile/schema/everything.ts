/** A schema with every keyword that is supported. */
export const EVERYTHING = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://example.com/everything",
  $comment: "for tests",
  title: "Everything",
  description: "One of everything, */ even this.",
  type: "object",
  additionalProperties: false,
  required: ["secret"],
  properties: {
    secret: { type: "string", minLength: 1, maxLength: 8, writeOnly: true, description: "Kept." },
    header: { $ref: "#/$defs/token", default: "authorization", description: "Which header; a|b." },
    mode: { enum: ["off", "on", "log-only"], default: "on" },
    retries: { type: "integer", minimum: 0, maximum: 10, default: 3 },
    bytes: { type: "integer", default: 0 },
    ratio: { type: "number", minimum: 0.5, maximum: 2, default: 1.5 },
    status: { type: "integer", enum: [401, 403], default: 401 },
    strict: { type: "boolean", default: true },
    note: { type: "string" },
    paths: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 3 },
    tags: { type: "array", items: { type: "string" }, default: ["a", "b"] },
    labels: { type: "object", additionalProperties: { type: "string" } },
    grid: { type: "array", items: { type: "array", items: { type: "integer", minimum: -5, maximum: 5 } }, default: [] },
    upstream: {
      type: "object",
      additionalProperties: false,
      required: ["host"],
      properties: {
        host: { type: "string" },
        port: { type: "integer", minimum: 1, maximum: 65535, default: 80 },
      },
    },
    rules: { type: "array", items: { $ref: "#/$defs/rule" }, default: [] },
  },
  $defs: {
    token: { type: "string", pattern: "^[A-Za-z][A-Za-z0-9_-]*$" },
    rule: {
      description: "What is done to a header.",
      oneOf: [
        {
          type: "object",
          additionalProperties: false,
          required: ["op", "name", "value"],
          properties: { op: { enum: ["set", "append"] }, name: { type: "string" }, value: { type: "string" } },
        },
        {
          description: "Takes every value away.",
          type: "object",
          additionalProperties: false,
          required: ["op", "name"],
          properties: { op: { const: "remove" }, name: { type: "string" } },
        },
      ],
    },
  },
} as const;
