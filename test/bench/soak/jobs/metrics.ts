import type { Soak } from "./soak.js";

/** Values as many as requests for labels that admit eight. */
export const metrics: Soak = {
  filter: "metrics",
  config: {
    metrics: ["requests_total", "request_duration_ms", "request_bytes", "response_bytes", "requests_in_flight"],
    requests_total: ["method", "status_class", "tenant"],
    labels: [{ label: "tenant", from: "request_header", name: "x-tenant" }],
  },
  keysMax: 64,
  request: (index) => ({
    headers: {
      ":method": index % 3 === 0 ? "POST" : `M${index}`,
      ":path": `/${index}`,
      "x-tenant": index % 100 === 0 ? "t".repeat(60_000) : `tenant ${index}`,
    },
    properties: {},
    response: { ":status": String(200 + (index % 400)) },
  }),
};
