import type { JobRequest } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";
import { nativePeer } from "../peers.js";

const BYTES_MAX = 16_384;

const ORDER = {
  id: "7f9c2ba4-e88f-4a1c-9a60-1f0d5e3b8c77",
  customer: { name: "Zoë Müller", email: "zoe.mueller@shop.example", city: "Berlin" },
  items: Array.from({ length: 8 }, (_, index) => ({ sku: `SKU-${1000 + index}`, quantity: index + 1, price: 4.95 })),
};

const TEXT = { type: "string", maxLength: 64 };
const SCHEMA = {
  ...{ type: "object", required: ["id", "items"], additionalProperties: false },
  properties: {
    id: { type: "string", pattern: "^[0-9a-f-]{36}$" },
    customer: { type: "object", properties: { name: TEXT, email: TEXT, city: TEXT } },
    items: {
      ...{ type: "array", minItems: 1, maxItems: 100 },
      items: {
        ...{ type: "object", required: ["sku", "quantity"] },
        properties: { sku: TEXT, quantity: { type: "integer", minimum: 1 }, price: { type: "number", minimum: 0 } },
      },
    },
  },
};

const ABOUT = `an order of ${JSON.stringify(ORDER).length} B in JSON held against a schema before it goes on`;

export const bodyGuard: FilterJob = {
  name: "body-guard",
  filter: "body-guard",
  about: ABOUT,
  requests: [post(ORDER)],
  checks: [
    { about: ABOUT, request: post(ORDER), isDone: ({ status }) => status === 200 },
    {
      about: "an order of no piece is refused",
      request: post({ ...ORDER, items: [{ sku: "SKU-1", quantity: 0 }] }),
      isDone: ({ status }) => status === 422,
    },
  ],
  peers: [
    {
      ...nativePeer("buffer", "Envoy's own filter: waits for the body, no more", "buffer.v3.Buffer", {
        max_request_bytes: BYTES_MAX,
      }),
      isIdle: true,
    },
  ],
  variants: {
    sluice: {
      about: "filters/body-guard",
      config: { rules: [{ name: "orders", max_body_bytes: BYTES_MAX, schema: JSON.stringify(SCHEMA) }] },
    },
  },
};

function post(document: object): JobRequest {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(document) };
}
