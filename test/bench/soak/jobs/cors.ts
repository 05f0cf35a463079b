import type { Soak } from "./soak.js";

export const cors: Soak = {
  filter: "cors",
  config: {
    allow_origins: ["https://*.test"],
    allow_origin_patterns: ["https://[a-z]+\\.example"],
    allow_headers: ["*"],
  },
  keysMax: 0,
  request: (index) => ({
    headers: {
      ":method": index % 2 === 0 ? "OPTIONS" : "GET",
      "access-control-request-method": "PUT",
      "access-control-request-headers": "x".repeat(index % 100 === 0 ? 60_000 : 7),
      origin: index % 100 === 1 ? `https://${"a".repeat(60_000)}.test` : `https://h${index}.test`,
    },
    properties: {},
  }),
};
