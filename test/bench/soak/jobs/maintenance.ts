import { addressOf, type Soak } from "./soak.js";

export const maintenance: Soak = {
  filter: "maintenance",
  config: { allow: ["10.0.0.0/8"], allow_paths: ["/open"], trusted_hops: 1 },
  keysMax: 0,
  request: (index) => ({
    headers: {
      ":path": index % 100 === 0 ? `/${"a/".repeat(30_000)}` : `/${index}`,
      "x-forwarded-for": index % 2 === 0 ? addressOf(index) : "192.0.2.1",
      accept: index % 100 === 1 ? "text/html,".repeat(6000) : "application/json",
    },
    properties: {},
  }),
};
