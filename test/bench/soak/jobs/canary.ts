import type { Soak } from "./soak.js";

export const canary: Soak = {
  filter: "canary",
  config: {
    variants: [
      { name: "stable", weight: 90 },
      { name: "canary", weight: 10 },
    ],
    sticky: "cookie",
    override_header: "x-want",
    paths: ["/"],
  },
  keysMax: 0,
  request: (index) => ({
    headers: {
      ":path": `/a/${index}`,
      cookie: index % 100 === 0 ? "variant=x;".repeat(6_000) : `variant=${index % 2 ? "stable" : "gone"}`,
      "x-want": index % 100 === 1 ? "w".repeat(60_000) : "none",
    },
    properties: {},
  }),
};
