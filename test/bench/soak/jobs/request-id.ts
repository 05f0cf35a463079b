import type { Soak } from "./soak.js";

export const requestId: Soak = {
  filter: "request-id",
  config: {},
  keysMax: 0,
  request: (index) => ({
    headers: { "x-request-id": index % 100 === 0 ? "x".repeat(60_000) : `id-${index}`, traceparent: `00-${index}` },
    properties: {},
  }),
};
