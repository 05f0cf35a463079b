import type { Soak } from "./soak.js";

const SCHEMA = {
  ...{ type: "object", required: ["id", "items"], additionalProperties: false },
  properties: {
    id: { type: "string", pattern: "^[a-z0-9-]{1,36}$" },
    items: {
      ...{ type: "array", maxItems: 100 },
      items: { type: "object", properties: { sku: { type: "string", maxLength: 64 }, quantity: { minimum: 1 } } },
    },
  },
};

export const bodyGuard: Soak = {
  filter: "body-guard",
  config: { rules: [{ name: "orders", required: true, max_body_bytes: 65_536, schema: JSON.stringify(SCHEMA) }] },
  keysMax: 0,
  pagesMax: 64,
  request: (index) => ({
    headers: { ":method": "POST", ":path": `/${index}`, "content-type": "application/json" },
    properties: {},
    body: bodyOf(index),
  }),
};

/** Mostly an order; else what is too deep, too long, refused by the schema or no JSON. */
function bodyOf(index: number): string {
  if (index % 100 === 0) return "[".repeat(30_000);
  if (index % 100 === 1) return JSON.stringify({ id: "x".repeat(70_000) });
  if (index % 11 === 0) return `{"id":"${index}"`;
  const items = Array.from({ length: index % 5 }, (_, item) => ({ sku: `sku-${index}-${item}`, quantity: item }));
  return JSON.stringify({ id: `${index}`, items });
}
